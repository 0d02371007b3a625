/** Short tones, made by the browser: nothing to load, heard over a full room. */
let context: AudioContext | null = null;

interface Tone {
  readonly hertz: number;
  readonly at: number;
  readonly seconds: number;
}

const accepted: readonly Tone[] = [
  { hertz: 880, at: 0, seconds: 0.09 },
  { hertz: 1320, at: 0.1, seconds: 0.14 },
];
const refused: readonly Tone[] = [{ hertz: 196, at: 0, seconds: 0.42 }];
const timeUp: readonly Tone[] = [
  { hertz: 660, at: 0, seconds: 0.16 },
  { hertz: 523, at: 0.2, seconds: 0.16 },
  { hertz: 440, at: 0.4, seconds: 0.3 },
];

export const playAccepted = () => play(accepted, "sine");
export const playRefused = () => play(refused, "square");
export const playTimeUp = () => play(timeUp, "triangle");

function play(tones: readonly Tone[], wave: OscillatorType): void {
  try {
    context ??= new AudioContext();
    void context.resume();
    for (const { hertz, at, seconds } of tones) {
      const oscillator = new OscillatorNode(context, { type: wave, frequency: hertz });
      const volume = new GainNode(context, { gain: 0.18 });
      const start = context.currentTime + at;
      volume.gain.setTargetAtTime(0, start + seconds * 0.7, 0.02);
      oscillator.connect(volume).connect(context.destination);
      oscillator.start(start);
      oscillator.stop(start + seconds);
    }
  } catch {
    // A browser without sound: the screen says it all the same.
  }
}
