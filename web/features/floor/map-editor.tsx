import {
  DndContext,
  type DragEndEvent,
  type KeyboardCoordinateGetter,
  KeyboardSensor,
  MouseSensor,
  TouchSensor,
  useDraggable,
  useSensor,
  useSensors,
} from "@dnd-kit/core";
import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Station } from "../stations/queries.ts";
import { usePlaceStation } from "./actions.ts";
import classes from "./map-editor.module.css";
import { kindIcons } from "./station-tile.tsx";

/** A square of the map on the screen, in pixels; the style sheet has the same. */
const SQUARE = { width: 104, height: 72 };
const COLUMNS = 16;
const ROWS = 64;
/** Room below the last row, to draw on. */
const ROOM = 4;

/** The map to draw on: stations are dragged by finger, mouse or arrow keys, and each drop is saved. */
export function MapEditor({ stations }: { stations: readonly Station[] }) {
  const { t } = useTranslation();
  const place = usePlaceStation();
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 4 } }),
    // A finger that does not rest first wants to scroll.
    useSensor(TouchSensor, { activationConstraint: { delay: 180, tolerance: 8 } }),
    useSensor(KeyboardSensor, { coordinateGetter: bySquares }),
  );
  const drop = ({ active, delta }: DragEndEvent) => {
    const station = stations.find(({ id }) => id === active.id);
    if (!station) return;
    const from = station.place ?? { x: 0, y: 0 };
    const x = within(from.x + Math.round(delta.x / SQUARE.width), COLUMNS);
    const y = within(from.y + Math.round(delta.y / SQUARE.height), ROWS);
    if (station.place === null || x !== from.x || y !== from.y) place.mutate({ station, place: { x, y } });
  };
  const rows = Math.min(ROWS, Math.max(...stations.map((one) => one.place?.y ?? 0)) + 1 + ROOM);
  const names = new Map(stations.map(({ id, name }) => [id, name]));
  const say = (words: "picked" | "dropped" | "cancelled", id: string | number) =>
    t(`floor.drag.${words}`, { station: names.get(Number(id)) });
  return (
    <>
      <Text mb="sm">{t("floor.drawHint")}</Text>
      <DndContext
        sensors={sensors}
        onDragEnd={drop}
        accessibility={{
          screenReaderInstructions: { draggable: t("floor.drag.instructions") },
          announcements: {
            onDragStart: ({ active }) => say("picked", active.id),
            onDragOver: () => undefined,
            onDragEnd: ({ active }) => say("dropped", active.id),
            onDragCancel: ({ active }) => say("cancelled", active.id),
          },
        }}
      >
        <div className={classes.frame}>
          <div className={classes.squares} style={{ height: rows * SQUARE.height }}>
            {stations.map((station) => (
              <Piece key={station.id} station={station} />
            ))}
          </div>
        </div>
      </DndContext>
    </>
  );
}

function Piece({ station }: { station: Station }) {
  const { attributes, listeners, setNodeRef, transform } = useDraggable({ id: station.id });
  const Kind = kindIcons[station.kind];
  const at = station.place ?? { x: 0, y: 0 };
  return (
    <button
      type="button"
      ref={setNodeRef}
      className={classes.piece}
      data-dragged={transform !== null || undefined}
      style={{
        left: at.x * SQUARE.width,
        top: at.y * SQUARE.height,
        transform: transform ? `translate(${transform.x}px, ${transform.y}px)` : undefined,
      }}
      {...attributes}
      {...listeners}
    >
      <Kind size={18} aria-hidden />
      {station.name}
      {station.zone && <span className="quiet">{station.zone.name}</span>}
    </button>
  );
}

const steps: Readonly<Record<string, readonly [x: number, y: number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowDown: [0, 1],
  ArrowUp: [0, -1],
};

const bySquares: KeyboardCoordinateGetter = (event, { currentCoordinates }) => {
  const step = steps[event.code];
  if (!step) return undefined;
  event.preventDefault();
  return {
    x: currentCoordinates.x + step[0] * SQUARE.width,
    y: currentCoordinates.y + step[1] * SQUARE.height,
  };
};

function within(square: number, count: number): number {
  return Math.max(0, Math.min(square, count - 1));
}
