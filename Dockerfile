# The service as an image: a wheel in a slim Python, an unprivileged user, nothing written but /var/lib/tamar.
# Give it DATABASE_URL, DATABASE_ADMIN_URL and TAMAR_SIGNING_KEY; run `tamar migrate` with it before the first start.

FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml README.md requirements.lock ./
COPY schemas schemas
COPY workflows workflows
COPY service service
RUN python -m venv /opt/tamar \
 && /opt/tamar/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
 && pip wheel --no-cache-dir --no-deps --wheel-dir /build/dist . \
 && /opt/tamar/bin/pip install --no-cache-dir --no-deps /build/dist/*.whl

FROM python:3.13-slim
RUN useradd --system --uid 10001 --home-dir /var/lib/tamar --create-home tamar
COPY --from=build /opt/tamar /opt/tamar
ENV PATH=/opt/tamar/bin:$PATH HOST=0.0.0.0 PORT=8000 TAMAR_DATA_DIR=/var/lib/tamar PYTHONUNBUFFERED=1
USER 10001
VOLUME /var/lib/tamar
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["tamar", "serve"]
