import { join } from "node:path";
import react from "@vitejs/plugin-react";
import { build, defineConfig, type Plugin } from "vite";
import { compression } from "vite-plugin-compression2";
import { VitePWA } from "vite-plugin-pwa";

const server = process.env.GAMEZONE_SERVER ?? "http://127.0.0.1:3000";

/** The screens of players and the door are an app of their own, built into the same folder; see player-app. */
const playerApp: Plugin = {
  name: "player-app",
  closeBundle: {
    sequential: true,
    handler: async () => {
      await build({ configFile: join(import.meta.dirname, "player-app/vite.config.ts"), logLevel: "warn" });
    },
  },
  configureServer(server) {
    server.middlewares.use((request, _response, next) => {
      if (request.url?.startsWith("/sign-in")) request.url = "/sign-in.html";
      if (/^\/my(\/|$)/.test(request.url ?? "")) request.url = "/my.html";
      next();
    });
  },
};

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
    playerApp,
    // Packed once here instead of at every request: a phone on 3G loads a third.
    compression({ algorithms: ["brotliCompress", "gzip"], include: /\.(js|css|svg|wasm)$/ }),
    VitePWA({
      registerType: "autoUpdate",
      injectRegister: "script",
      manifest: {
        name: "GameZone",
        short_name: "GameZone",
        description: "Vendre du temps de jeu, scanner, jouer.",
        lang: "fr",
        theme_color: "#5f3dc4",
        background_color: "#ffffff",
        display: "standalone",
        icons: [
          { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
          { src: "/icon-512.png", sizes: "512x512", type: "image/png", purpose: "any maskable" },
          { src: "/icon.svg", sizes: "any", type: "image/svg+xml" },
        ],
      },
      workbox: {
        // Kept once seen: what never changes under its name. Not fetched ahead, which would cost a phone a megabyte;
        // never the page itself, which carries a fresh style nonce.
        globPatterns: [],
        runtimeCaching: [
          {
            urlPattern: ({ url }) => url.pathname.startsWith("/assets/"),
            handler: "CacheFirst",
            options: { cacheName: "assets", expiration: { maxEntries: 300 } },
          },
        ],
        navigateFallback: null,
        inlineWorkboxRuntime: true,
      },
    }),
  ],
  css: { modules: { localsConvention: "camelCaseOnly" } },
  build: { outDir: "dist", emptyOutDir: true, chunkSizeWarningLimit: 700 },
  server: { proxy: { "/api": server } },
});
