import "../ui/look.css";
import "./player-app.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { openQueryClient } from "../app/query-client.ts";
import { speak } from "../i18n/index.ts";
import { Broken } from "./broken.tsx";
import { PlayerApp } from "./player-app.tsx";
import { keepForNextTime } from "./service-worker.ts";
import { playerWords } from "./words.ts";

await speak(playerWords);

createRoot(document.getElementById("root") as HTMLElement).render(
  <Broken>
    <QueryClientProvider client={openQueryClient()}>
      <PlayerApp />
    </QueryClientProvider>
  </Broken>,
);
keepForNextTime();
