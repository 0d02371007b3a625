import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { VitePWA } from "vite-plugin-pwa";

const server = process.env.GAMEZONE_SERVER ?? "http://127.0.0.1:3000";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [
    react(),
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
        // Only what never changes under its name. The page itself carries a fresh style nonce and is never kept.
        globPatterns: ["assets/*.{js,css,woff2}"],
        navigateFallback: null,
        inlineWorkboxRuntime: true,
      },
    }),
  ],
  css: { modules: { localsConvention: "camelCaseOnly" } },
  build: { outDir: "dist", emptyOutDir: true, chunkSizeWarningLimit: 700 },
  server: { proxy: { "/api": server } },
});
