# One image for the watcher, the workers and Flower: which one it is, the command says.

FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements requirements
RUN python -m venv /opt/tools \
 && /opt/tools/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/tools.txt \
 && python -m venv --without-pip /opt/copydesk \
 && VIRTUAL_ENV=/opt/copydesk /opt/tools/bin/uv pip install --no-cache --compile-bytecode --require-hashes -r requirements/runtime.txt
# Symbols are half of the extension modules (170 MB). Not of the libraries in *.libs: a patched one does not load then.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends binutils \
 && rm -rf /var/lib/apt/lists/* \
 && find /opt/copydesk -name '*.so*' -type f -not -path '*.libs/*' -exec strip --strip-unneeded {} + \
 && find /opt/copydesk -type d \( -name test -o -name tests \) -prune -exec rm -rf {} +

FROM build AS code
COPY pyproject.toml README.md LICENSE ./
COPY articles articles
COPY search search
COPY tasks tasks
COPY web web
COPY workers workers
RUN VIRTUAL_ENV=/opt/tools /opt/tools/bin/uv build --wheel --no-build-isolation --out-dir dist \
 && /opt/tools/bin/uv pip install --no-cache --compile-bytecode --no-deps --python /opt/copydesk/bin/python --target /opt/code dist/*.whl

FROM python:3.11-slim-bookworm
# /keys lends its mode to the volume of the keys, whose files are made and closed by the user of docker-compose.yml;
# /snapshots lends its owner, Elasticsearch's user, to the volume of the snapshots.
RUN groupadd --gid 10001 copydesk \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin copydesk \
 && mkdir -p /queue /keys /snapshots \
 && chown copydesk:copydesk /queue \
 && chown 1000:0 /snapshots \
 && chmod 1777 /keys \
 && chmod 0770 /snapshots
# The libraries, and our code in a layer of its own: an upgrade fetches little more than that.
COPY --from=build /opt/copydesk /opt/copydesk
COPY --from=code /opt/code /opt/code
COPY --chmod=0755 deployment/entrypoint /usr/local/bin/copydesk-entrypoint
ENV PATH=/opt/code/bin:/opt/copydesk/bin:$PATH \
    PYTHONPATH=/opt/code \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    COPYDESK_QUEUE=/queue \
    COPYDESK_HEALTH_FILE=/tmp/alive
WORKDIR /tmp
USER copydesk
# SIGTERM lets the tasks in hand finish (see stop_grace_period in docker-compose.yml).
STOPSIGNAL SIGTERM
# The parts touch the file while they work: looking at its age costs nothing.
HEALTHCHECK --interval=30s --timeout=10s --start-period=180s --retries=3 CMD test -n "$(find /tmp/alive -newermt '-60 seconds')"
ENTRYPOINT ["copydesk-entrypoint"]
CMD ["--help"]
