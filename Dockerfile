# Cauce for a server: the same image runs the web process and the worker (compose.yaml).
FROM python:3.12-slim

# pg_dump and pg_restore, for `cauce backup` in PostgreSQL's own format
RUN apt-get update \
    && apt-get install -y --no-install-recommends postgresql-client \
    && rm -rf /var/lib/apt/lists/*

RUN useradd --create-home --uid 10001 cauce
WORKDIR /srv/cauce
COPY requirements/base.lock requirements/base.lock
RUN pip install --no-cache-dir --require-hashes -r requirements/base.lock
COPY pyproject.toml LICENSE README.md ./
COPY src src
COPY docs/manual docs/manual
ENV PYTHONPATH=/srv/cauce/src \
    PYTHONUNBUFFERED=1 \
    DJANGO_SETTINGS_MODULE=cauce.config.settings \
    CAUCE_ENV=production \
    CAUCE_VAR_DIR=/var/lib/cauce
RUN printf '#!/bin/sh\nexec python -m cauce "$@"\n' > /usr/local/bin/cauce && chmod +x /usr/local/bin/cauce \
    && install -d -o cauce -g cauce /var/lib/cauce
USER cauce
VOLUME /var/lib/cauce
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--blocking-threads", "16", "--backpressure", "64", "cauce.config.wsgi:application"]
