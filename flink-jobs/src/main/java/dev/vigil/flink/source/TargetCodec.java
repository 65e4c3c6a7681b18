package dev.vigil.flink.source;

import dev.vigil.fleet.TargetKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/** The source's part of a checkpoint as bytes. The layout is ours, so that a new release can read an old checkpoint. */
final class TargetCodec {

    private static final int VERSION = 1;

    private TargetCodec() {}

    /** A split: target, then cursors. */
    static final class Split implements SimpleVersionedSerializer<TargetSplit> {
        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(TargetSplit split) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            writeTarget(split.target(), out);
            Map<String, String> positions = split.cursors().positions();
            out.writeInt(positions.size());
            for (Map.Entry<String, String> position : positions.entrySet()) {
                writeText(position.getKey(), out);
                writeText(position.getValue(), out);
            }
            return bytes.toByteArray();
        }

        @Override
        public TargetSplit deserialize(int version, byte[] serialized) throws IOException {
            DataInputStream in = open(version, serialized);
            TargetKey target = readTarget(in);
            int size = in.readInt();
            Map<String, String> positions = new HashMap<>();
            for (int i = 0; i < size; i++) {
                positions.put(readText(in), readText(in));
            }
            return new TargetSplit(target, new Cursors(positions));
        }
    }

    /** The enumerator's state: the targets it has handed out. */
    static final class Assigned implements SimpleVersionedSerializer<Set<TargetKey>> {
        @Override
        public int getVersion() {
            return VERSION;
        }

        @Override
        public byte[] serialize(Set<TargetKey> targets) throws IOException {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(targets.size());
            for (TargetKey target : targets) {
                writeTarget(target, out);
            }
            return bytes.toByteArray();
        }

        @Override
        public Set<TargetKey> deserialize(int version, byte[] serialized) throws IOException {
            DataInputStream in = open(version, serialized);
            int size = in.readInt();
            Set<TargetKey> targets = new HashSet<>();
            for (int i = 0; i < size; i++) {
                targets.add(readTarget(in));
            }
            return targets;
        }
    }

    private static DataInputStream open(int version, byte[] serialized) throws IOException {
        if (version != VERSION) {
            throw new IOException("state of the source has version " + version + ", this release reads " + VERSION);
        }
        return new DataInputStream(new ByteArrayInputStream(serialized));
    }

    private static void writeTarget(TargetKey target, DataOutputStream out) throws IOException {
        writeText(target.job(), out);
        writeText(target.instance(), out);
    }

    private static TargetKey readTarget(DataInputStream in) throws IOException {
        return new TargetKey(readText(in), readText(in));
    }

    /** Not {@code writeUTF}, which refuses texts beyond 64 KiB. */
    private static void writeText(String text, DataOutputStream out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInputStream in) throws IOException {
        return new String(in.readNBytes(in.readInt()), StandardCharsets.UTF_8);
    }
}
