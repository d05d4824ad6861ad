# The server. Its base is an argument, so that it is built where no image registry answers, too:
# any image with Node 24 or newer, npm, git and curl.
ARG BASE=node:24-bookworm-slim
FROM $BASE

RUN command -v git >/dev/null && command -v curl >/dev/null || { \
      apt-get update \
      && apt-get install -y --no-install-recommends git ca-certificates curl \
      && rm -rf /var/lib/apt/lists/*; }

WORKDIR /opt/berth
COPY package.json package-lock.json .npmrc ./
RUN npm ci --omit=dev --ignore-scripts && npm cache clean --force
COPY src ./src

RUN useradd --system --create-home --home-dir /var/lib/berth --shell /usr/sbin/nologin berth
USER berth
VOLUME /var/lib/berth
ENV NODE_ENV=production \
    BERTH_HOST=0.0.0.0 \
    BERTH_DATA_DIR=/var/lib/berth
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
  CMD curl --fail --silent "http://127.0.0.1:${BERTH_PORT:-3000}/healthz" || exit 1
ENTRYPOINT ["node", "/opt/berth/src/cli/main.ts"]
CMD ["serve"]
