"""Addresses of printed reports, charts, the national consolidated, SIHO's extracts."""

from django.urls import URLPattern, path

from .views import national, papers, siho

urlpatterns: list[URLPattern] = [
    path("informes/<int:pk>/ficha.pdf", papers.ficha, name="ficha"),
    path("evaluaciones/<int:pk>/informe.pdf", papers.evaluation_pdf, name="evaluation_pdf"),
    path("evaluaciones/<int:pk>/emitir/", papers.issue_evaluation, name="evaluation_issue"),
    path("seguimiento/", papers.follow_ups, name="follow_ups"),
    path("seguimiento/<slug:code>/<slug:period>/", papers.follow_up, name="follow_up"),
    path("seguimiento/<slug:code>/<slug:period>.<slug:kind>", papers.follow_up_file, name="follow_up_file"),
    path("seguimiento/<slug:code>/<slug:period>/emitir/", papers.follow_up_issue, name="follow_up_issue"),
    path("anual/", papers.annuals, name="annuals"),
    path("anual/<slug:period>/", papers.annual, name="annual"),
    path("informes/archivos/<int:pk>.<slug:kind>", papers.made, name="paper_made"),
    path("anual/<slug:period>.<slug:kind>", papers.annual_file, name="annual_file"),
    path("anual/<slug:period>/emitir/", papers.annual_issue, name="annual_issue"),
    path("nacional/", national.consolidated, name="national"),
    path("nacional.<slug:kind>", national.download, name="national_file"),
    path("siho/", siho.index, name="siho"),
    path("siho/cargar/", siho.load, name="siho_load"),
]
