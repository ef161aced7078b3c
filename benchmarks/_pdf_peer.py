"""WeasyPrint's turn: an HTML file in, a tagged PDF/A-3b out. Runs under whatever Python has WeasyPrint."""

import json
import resource
import sys
import time

import weasyprint

html, out = sys.argv[1:3]
start = time.perf_counter()
weasyprint.HTML(html).write_pdf(out, pdf_variant="pdf/a-3b", pdf_tags=True)
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(
    json.dumps({"seconds": round(seconds, 3), "peak_mb": round(peak, 1), "version": weasyprint.__version__})
)
