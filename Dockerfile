# One image for the watcher, the workers and Flower: which one it is, the command says.

FROM python:3.11-slim-bookworm AS build
WORKDIR /build
COPY requirements requirements
RUN python -m venv /opt/copydesk \
 && /opt/copydesk/bin/python -m pip install --no-cache-dir --require-hashes -r requirements/tools.txt \
 && VIRTUAL_ENV=/opt/copydesk /opt/copydesk/bin/uv pip install --no-cache --compile-bytecode --require-hashes -r requirements/runtime.txt
COPY pyproject.toml README.md LICENSE ./
COPY articles articles
COPY search search
COPY tasks tasks
COPY workers workers
RUN VIRTUAL_ENV=/opt/copydesk /opt/copydesk/bin/uv pip install --no-cache --compile-bytecode --no-deps --no-build-isolation . \
 && rm -f /opt/copydesk/bin/uv /opt/copydesk/bin/uvx

FROM python:3.11-slim-bookworm
# /keys lends its mode to the volume of the keys, whose files the user of docker-compose.yml, whoever it is, makes closed.
RUN groupadd --gid 10001 copydesk \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin copydesk \
 && mkdir -p /queue /keys \
 && chown copydesk:copydesk /queue \
 && chmod 1777 /keys
COPY --from=build /opt/copydesk /opt/copydesk
COPY --chmod=0755 deployment/entrypoint /usr/local/bin/copydesk-entrypoint
ENV PATH=/opt/copydesk/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=1 \
    HOME=/tmp \
    COPYDESK_QUEUE=/queue
WORKDIR /tmp
USER copydesk
# SIGTERM lets the tasks in hand finish (see stop_grace_period in docker-compose.yml).
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=30s --start-period=120s --retries=3 CMD ["copydesk-entrypoint", "doctor"]
ENTRYPOINT ["copydesk-entrypoint"]
CMD ["--help"]
