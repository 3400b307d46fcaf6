# The directory as an image: compose.yaml runs it beside Neo4j.
FROM python:3.12-slim AS build
WORKDIR /src
RUN python -m venv /opt/graphdir
COPY requirements.lock .
RUN /opt/graphdir/bin/pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN /opt/graphdir/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.12-slim
COPY --from=build /opt/graphdir /opt/graphdir
RUN useradd --uid 10001 --create-home graphdir \
    && install --directory --owner graphdir /data
USER graphdir
# Without GRAPHDIR_STORE the embedded store is used; it lies in the volume then.
ENV PATH=/opt/graphdir/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    XDG_DATA_HOME=/data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=5 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
CMD ["graphdir", "serve", "--host", "0.0.0.0", "--port", "8000"]
