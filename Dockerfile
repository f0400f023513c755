# Two stages: every wheel is fetched by its hash and ours is built; then only what runs is installed.
FROM python:3.11-slim AS build
WORKDIR /src
COPY requirements.lock pyproject.toml hatch_build.py README.md CHANGELOG.md ./
RUN pip download --quiet --no-cache-dir --require-hashes -r requirements.lock -d /wheels \
    && pip install --quiet --no-cache-dir --no-index --find-links /wheels hatchling babel build
COPY samtykke ./samtykke
RUN python -m build --wheel --no-isolation --outdir /wheels

FROM python:3.11-slim
RUN useradd --system --create-home --home-dir /var/lib/samtykke --shell /usr/sbin/nologin samtykke
RUN --mount=type=bind,from=build,source=/wheels,target=/wheels \
    pip install --quiet --no-cache-dir --no-index --find-links /wheels samtykke
USER samtykke
ENV SAMTYKKE_DATA_DIR=/var/lib/samtykke PYTHONUNBUFFERED=1
VOLUME /var/lib/samtykke
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=60s CMD \
    ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
CMD ["samtykke", "serve", "--host", "0.0.0.0"]
