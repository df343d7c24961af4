/** Ticks a second of the PC's timer, whose third counter feeds the speaker. */
const TIMER_HZ = 1_193_182;
/** The counter's mode that makes a square wave. */
const SQUARE_WAVE = 3;
/** Of the loudest. A square wave is loud. */
const VOLUME = 0.05;

/** What is heard of a PC without a sound card. Silent, and without anything of the browser's, until it is turned on. */
export class PcSpeaker {
  readonly #createContext: () => AudioContext;
  #context: AudioContext | null = null;
  #tone: OscillatorNode | null = null;
  #isEnabled = false;
  #isRunning = false;
  #frequency = 0;

  constructor(createContext: () => AudioContext = () => new AudioContext()) {
    this.#createContext = createContext;
  }

  /** Whether it can be heard. */
  setOn(isOn: boolean): void {
    if (isOn === (this.#context !== null)) return;
    if (isOn) {
      this.#context = this.#createContext();
    } else {
      this.#hush();
      void this.#context?.close();
      this.#context = null;
    }
    this.#play();
  }

  /** The guest connects the speaker with its timer, or parts them. */
  setEnabled(isEnabled: boolean): void {
    this.#isEnabled = isEnabled;
    this.#play();
  }

  /** The guest sets the timer that feeds the speaker. */
  setTimer(mode: number, reload: number): void {
    this.#frequency = mode === SQUARE_WAVE && reload > 0 ? TIMER_HZ / reload : 0;
    this.#play();
  }

  /** A processor that stands still sounds no note. */
  setRunning(isRunning: boolean): void {
    this.#isRunning = isRunning;
    this.#play();
  }

  #play(): void {
    const context = this.#context;
    const isAudible = this.#frequency > 0 && this.#frequency <= (context?.sampleRate ?? 0) / 2;
    if (context === null || !this.#isEnabled || !this.#isRunning || !isAudible) {
      this.#hush();
      return;
    }
    if (this.#tone === null) {
      const volume = context.createGain();
      volume.gain.value = VOLUME;
      volume.connect(context.destination);
      this.#tone = context.createOscillator();
      this.#tone.type = "square";
      this.#tone.connect(volume);
      this.#tone.start();
    }
    this.#tone.frequency.value = this.#frequency;
  }

  #hush(): void {
    this.#tone?.stop();
    this.#tone?.disconnect();
    this.#tone = null;
  }
}
