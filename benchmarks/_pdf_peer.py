"""WeasyPrint's turn: an HTML file in, a tagged PDF/A-3b out. Runs under whatever Python has WeasyPrint."""

import json
import resource
import sys
import time

import weasyprint

html, out = sys.argv[1:3]
start, used = time.perf_counter(), time.process_time()
weasyprint.HTML(html).write_pdf(out, pdf_variant="pdf/a-3b", pdf_tags=True)
seconds, used = time.perf_counter() - start, time.process_time() - used
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
figures = {"seconds": round(seconds, 3), "cpu_seconds": round(used, 3), "peak_mb": round(peak, 1)}
print(json.dumps(figures | {"version": weasyprint.__version__}))
