package dev.vigil.monitor.probing.http;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** Which TCP ports processes of this machine listen on, as Linux tells under {@code /proc}. Reads files: it blocks. */
final class ListeningSockets {

    /** State LISTEN in {@code /proc/net/tcp}. */
    private static final String LISTEN = "0A";

    private final Path proc;

    /**
     * @param proc {@code /proc}, or what stands for it in tests
     */
    ListeningSockets(Path proc) {
        this.proc = proc;
    }

    /** The port of the listening socket with the lowest inode, that is the oldest; Probing listens before the script. */
    OptionalInt firstPort(long pid) throws IOException {
        Path process = proc.resolve(Long.toString(pid));
        Map<Long, Integer> listening = new HashMap<>();
        for (String table : List.of("net/tcp", "net/tcp6")) {
            if (Files.exists(process.resolve(table))) {
                Files.readAllLines(process.resolve(table)).forEach(line -> addListener(line, listening));
            }
        }
        return inodes(process.resolve("fd")).stream()
                .filter(listening::containsKey)
                .min(Long::compare)
                .map(listening::get)
                .map(OptionalInt::of)
                .orElse(OptionalInt.empty());
    }

    /** Columns: number, local address:port (hex), remote, state, queues, timer, retransmits, uid, timeout, inode. */
    private static void addListener(String line, Map<Long, Integer> listening) {
        String[] columns = line.strip().split("\\s+", -1);
        if (columns.length > 9 && LISTEN.equals(columns[3])) {
            String port = columns[1].substring(columns[1].lastIndexOf(':') + 1);
            listening.put(Long.valueOf(columns[9]), Integer.parseInt(port, 16));
        }
    }

    private static List<Long> inodes(Path descriptors) throws IOException {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            List<Long> inodes = new ArrayList<>();
            for (Path link : links) {
                inode(link).ifPresent(inodes::add);
            }
            return inodes;
        }
    }

    private static Optional<Long> inode(Path link) {
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("socket:[")
                    ? Optional.of(Long.valueOf(target.substring("socket:[".length(), target.length() - 1)))
                    : Optional.empty();
        } catch (IOException closedMeanwhile) {
            return Optional.empty();
        }
    }
}
