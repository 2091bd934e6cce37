# The service as an image: wheels in a slim Python, an unprivileged user, a root that may be read-only.
# Nothing is written but below /var/lib/tamar and /tmp. Every `tamar` command runs in it; compose.yaml shows how.

FROM python:3.13-slim AS build
WORKDIR /build
COPY requirements.lock requirements-dev.lock ./
RUN python -m venv /opt/tamar \
 && /opt/tamar/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY pyproject.toml README.md ./
COPY schemas schemas
COPY workflows workflows
COPY service service
# What builds the wheel has the version that the other lock says.
RUN sed -n '/^[a-z]/s/ *\\$//p' requirements-dev.lock > versions \
 && PIP_CONSTRAINT=versions pip wheel --no-cache-dir --no-deps --wheel-dir dist . \
 && /opt/tamar/bin/pip install --no-cache-dir --no-deps dist/*.whl \
 && /opt/tamar/bin/pip uninstall --yes pip

FROM python:3.13-slim
RUN groupadd --system --gid 10001 tamar \
 && useradd --system --uid 10001 --gid 10001 --home-dir /var/lib/tamar --create-home tamar
COPY --from=build /opt/tamar /opt/tamar
ENV PATH=/opt/tamar/bin:/usr/local/bin:/usr/bin:/bin PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
ENV HOST=0.0.0.0 PORT=8000 TAMAR_DATA_DIR=/var/lib/tamar
USER 10001:10001
WORKDIR /var/lib/tamar
VOLUME /var/lib/tamar
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:8000/health/ready', timeout=4)"]
CMD ["tamar", "serve"]
