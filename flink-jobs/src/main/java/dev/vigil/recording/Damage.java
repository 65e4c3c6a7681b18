package dev.vigil.recording;

/**
 * What of a file could not be read.
 *
 * @param torn bytes at its end, of a block that was cut off; usual where the monitor was killed, or still writes
 * @param damaged bytes before whole blocks that are no block
 * @param lostReadings readings in whole blocks that need a damaged one before them to be unpacked
 */
public record Damage(long torn, long damaged, long lostReadings) {

    /** Whether anything but the end is missing. */
    public boolean inTheMiddle() {
        return damaged > 0 || lostReadings > 0;
    }
}
