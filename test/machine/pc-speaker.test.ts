import { describe, expect, it } from "vitest";
import { PcSpeaker } from "../../src/machine/pc-speaker.ts";

/** A browser's sound whose tones are counted. */
function createSound() {
  const sound = { contexts: 0, closed: 0, tones: [] as { frequency: { value: number }; isOn: boolean }[] };
  const node = { connect: () => undefined, disconnect: () => undefined };
  const speaker = new PcSpeaker(() => {
    sound.contexts++;
    return {
      sampleRate: 48_000,
      destination: node,
      close: async () => {
        sound.closed++;
      },
      createGain: () => ({ ...node, gain: { value: 1 } }),
      createOscillator: () => {
        const tone = {
          ...node,
          type: "",
          frequency: { value: 0 },
          isOn: false,
          start: () => {
            tone.isOn = true;
          },
          stop: () => {
            tone.isOn = false;
          },
        };
        sound.tones.push(tone);
        return tone;
      },
    } as unknown as AudioContext;
  });
  const heard = (): number[] =>
    sound.tones.filter(({ isOn }) => isOn).map(({ frequency }) => Math.round(frequency.value));
  return { speaker, sound, heard };
}

describe("PcSpeaker", () => {
  it("N3: asks nothing of the browser until it is turned on, whatever the guest does", () => {
    const { speaker, sound } = createSound();
    speaker.setRunning(true);
    speaker.setTimer(3, 1193);
    speaker.setEnabled(true);
    expect(sound.contexts).toBe(0);
  });

  it("N3: sounds what the guest sounds while it is on and the guest runs", () => {
    const { speaker, sound, heard } = createSound();
    speaker.setRunning(true);
    speaker.setTimer(3, 1193);
    speaker.setEnabled(true);
    speaker.setOn(true);
    expect(heard()).toEqual([1000]);
    speaker.setTimer(3, 2386);
    expect(heard()).toEqual([500]);
    speaker.setRunning(false);
    expect(heard()).toEqual([]);
    speaker.setRunning(true);
    expect(heard()).toEqual([500]);
    speaker.setEnabled(false);
    expect(heard()).toEqual([]);
    speaker.setEnabled(true);
    speaker.setOn(false);
    expect([heard(), sound.contexts, sound.closed]).toEqual([[], 1, 1]);
  });

  it("is silent for what is no tone, or none that can be heard", () => {
    const { speaker, heard } = createSound();
    speaker.setRunning(true);
    speaker.setEnabled(true);
    speaker.setOn(true);
    speaker.setTimer(2, 1193);
    speaker.setTimer(3, 0);
    speaker.setTimer(3, 2);
    expect(heard()).toEqual([]);
  });
});
