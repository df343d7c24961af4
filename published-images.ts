import { cpSync, createReadStream, existsSync, statSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join, resolve, sep } from "node:path";
import type { Plugin } from "vite";

const address = "/images/";

/**
 * Publishes the guest images in `folder` at `images/` beside the page: served from `folder` by the development
 * server, copied into the build. Images are sent as they lie there, never compressed: the page checks their digests,
 * and asks for parts by their length.
 */
export function publishedImages(folder: string): Plugin {
  let root = "";
  let output = "";
  return {
    name: "strata-published-images",
    configResolved(config) {
      root = resolve(config.root, folder);
      output = resolve(config.root, config.build.outDir);
    },
    configureServer(server) {
      server.middlewares.use(address, (request, response) => sendFile(root, request, response));
    },
    configurePreviewServer(server) {
      // The server that follows knows no type for parts of images; it keeps one that is set.
      server.middlewares.use(address, (request, response, next) => {
        response.setHeader("Content-Type", contentType(pathOf(request)));
        next();
      });
    },
    writeBundle() {
      if (this.environment.name === "client" && existsSync(root)) {
        cpSync(root, join(output, address), { recursive: true });
      }
    },
  };
}

function sendFile(root: string, request: IncomingMessage, response: ServerResponse): void {
  const file = resolve(root, `.${pathOf(request)}`);
  const isInside = file.startsWith(root + sep);
  const facts = isInside ? statSync(file, { throwIfNoEntry: false }) : undefined;
  if (!facts?.isFile()) {
    response.writeHead(404, { "Content-Type": "text/plain" }).end("Not found\n");
    return;
  }
  response.writeHead(200, {
    "Content-Type": contentType(file),
    "Content-Length": facts.size,
    "Cache-Control": "no-cache",
  });
  if (request.method === "HEAD") response.end();
  else createReadStream(file).pipe(response);
}

function pathOf(request: IncomingMessage): string {
  const { pathname } = new URL(request.url ?? "/", "http://localhost");
  try {
    return decodeURIComponent(pathname);
  } catch {
    return "/";
  }
}

function contentType(path: string): string {
  if (path.endsWith(".json")) return "application/json";
  if (path.endsWith(".txt")) return "text/plain; charset=utf-8";
  return "application/octet-stream";
}
