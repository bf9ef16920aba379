/// Under which keys a command's secrets were sealed and its password digested, by their fingerprints: the key itself
/// cannot be found by one.
///
/// A key's name does not tell it from another's: every file of keys that is made begins with `k1`.
package struct KeyFingerprints: Hashable, Sendable, CustomStringConvertible {
    package let sealing: UInt64
    package let digest: UInt64

    package init(sealing: UInt64, digest: UInt64) {
        self.sealing = sealing
        self.digest = digest
    }

    /// As `description` writes it; nil for any other text.
    package init?(_ text: ArraySlice<UInt8>) {
        guard text.count == 2 * Self.digitCount + 1, text[text.startIndex + Self.digitCount] == UInt8(ascii: "/"),
            let sealing = Self.number(text.prefix(Self.digitCount)),
            let digest = Self.number(text.suffix(Self.digitCount))
        else { return nil }
        self.init(sealing: sealing, digest: digest)
    }

    package var description: String { Self.text(sealing) + "/" + Self.text(digest) }

    /// Sixteen lower-case digits.
    static func text(_ fingerprint: UInt64) -> String {
        let digits = String(fingerprint, radix: 16)
        return String(repeating: "0", count: digitCount - digits.utf8.count) + digits
    }

    private static let digitCount = 16

    private static func number(_ digits: ArraySlice<UInt8>) -> UInt64? {
        // A number may have a sign, and a fingerprint has none.
        guard digits.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "-") }) else { return nil }
        return UInt64(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    var words: String { "the sealing key \(Self.text(sealing)) and the digest key \(Self.text(digest))" }
}

/// The keys that a process has, by name and fingerprint.
package struct KnownKeys: Sendable {
    /// The one that new texts are sealed with, first.
    private let sealing: [(id: String, fingerprint: UInt64)]
    /// The one that new passwords are digested with, first.
    private let digest: [UInt64]

    /// Of each at least one.
    package init(sealing: [(id: String, fingerprint: UInt64)], digest: [UInt64]) {
        self.sealing = sealing
        self.digest = digest
    }

    /// What new commands are sealed and digested under.
    package var current: KeyFingerprints {
        KeyFingerprints(sealing: sealing.first?.fingerprint ?? 0, digest: digest.first ?? 0)
    }

    /// Whether what was sealed and digested under these can be opened and compared.
    package func hold(_ keys: KeyFingerprints) -> Bool {
        digest.contains(keys.digest) && sealing.contains { $0.fingerprint == keys.sealing }
    }

    package var words: String {
        let names = sealing.map { "\($0.id) \(KeyFingerprints.text($0.fingerprint))" }.joined(separator: ", ")
        let digests = digest.map(KeyFingerprints.text).joined(separator: ", ")
        return (sealing.count == 1 ? "the sealing key " : "the sealing keys ") + names
            + (digest.count == 1 ? " and the digest key " : " and the digest keys ") + digests
    }
}

/// Keys that are not those of the log, or of the processes that it is shared with.
package struct KeyFault: Error, Equatable, Sendable, CustomStringConvertible {
    package let message: String

    package var description: String { message }

    /// The log's last command of a partition was taken under keys that are not here.
    package init(partition: Int32, _ found: KeyFingerprints, known: KnownKeys) {
        message = """
            these are not the keys of this log: partition \(partition) was last decided under \(found.words), and here \
            is \(known.words). Every password would count as wrong, and no stored token could be opened. \(Self.cure); \
            \(Self.keptKeys)
            """
    }

    /// A processor has refused a push of ours.
    package init(processor: KeyFingerprints, known: KnownKeys) {
        message = """
            a processor of this log refused a push, since it has other keys: it has \(processor.words), and here is \
            \(known.words). \(Self.cure); a new key is added to every file before it becomes current in one
            """
    }

    /// The file of keys has lost what the running process takes commands under.
    package init(running: KeyFingerprints, known: KnownKeys) {
        message = """
            the log is decided under \(running.words), and here is \(known.words) now: a start with this file would be \
            refused. Add what is missing: \(Self.keptKeys)
            """
    }

    private static let keptKeys =
        "a key that was replaced on purpose stays in the file, under keys or other_digest_keys, until each partition "
        + "has decided an order under the new one"
    private static let cure =
        "Give all processes the same file of keys (--keys), the one that the log began with and what was added to it"

    /// Of a command that says nothing that can be compared.
    package static let unreadable =
        "the header \(Header.keys) is not the fingerprints of a sealing key and a digest key; leave it out, or write "
        + "it as an ingress does"

    /// Of a payload that was sealed under keys that are not here.
    package static func unopened(_ found: KeyFingerprints, known: KnownKeys) -> String {
        "the payload was sealed under other keys: it came in under \(found.words), and here is \(known.words); name "
            + "the file of keys that the services use (--keys)"
    }

    /// What a command is answered that came in under keys that are not here: no order is at fault.
    package static func refusal(of found: KeyFingerprints, known: KnownKeys) -> String {
        """
        the carrier is set up wrongly, and nothing is wrong with the order: it came in under \(found.words), and the \
        processor has \(known.words). \(cure), and push again
        """
    }
}
