package dev.vigil.recording;

/**
 * What of a file could not be read.
 *
 * @param torn bytes at its end, of a block that was cut off; usual where the monitor was killed, or still writes
 * @param tornAt where in the file they begin
 * @param damaged bytes before whole blocks that are no block
 * @param damagedAt where in the file the first of them stands
 * @param lostReadings readings in whole blocks that need a damaged one before them to be unpacked
 */
public record Damage(long torn, long tornAt, long damaged, long damagedAt, long lostReadings) {

    /** Whether anything but the end is missing. */
    public boolean inTheMiddle() {
        return damaged > 0 || lostReadings > 0;
    }

    /** Whether nothing is. */
    public boolean isNone() {
        return torn == 0 && !inTheMiddle();
    }
}
