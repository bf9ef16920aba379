/// What can be odd about a pushed text without meaning anything: characters that no parser takes.
package struct RepairKinds: OptionSet, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Bytes that are not UTF-8, such as half a character.
    package static let encoding = RepairKinds(rawValue: 1)
    /// Control characters, and what Unicode calls noncharacters, where the format does not allow them.
    package static let control = RepairKinds(rawValue: 2)
    /// References of XML (`&#x2;`) to characters that it does not allow.
    package static let reference = RepairKinds(rawValue: 4)
    /// Half a surrogate pair in an escape of JSON (`\ud83d`).
    package static let surrogate = RepairKinds(rawValue: 8)

    private static let named: [(kind: RepairKinds, name: String)] = [
        (.encoding, "encoding"), (.control, "control"), (.reference, "reference"), (.surrogate, "surrogate"),
    ]

    /// One word for each kind, the label of a metric.
    package var names: [String] { Self.named.filter { contains($0.kind) }.map(\.name) }
}

/// A text in which U+FFFD stands for every character that no parser takes. Nothing else has changed: what was odd is
/// replaced and never taken out, so that no end mark, no name and no id can come of what stood around it.
package struct RepairedText: Sendable {
    package let source: [UInt8]
    /// Where in it the repair is: what stands before is copied or replaced.
    package private(set) var index = 0
    package private(set) var bytes: [UInt8] = []
    /// What was put right; empty where the bytes are those that came.
    package private(set) var kinds: RepairKinds = []

    /// U+FFFD in UTF-8.
    package static let replacement: [UInt8] = [0xef, 0xbf, 0xbd]

    /// Room for a text of which little is odd.
    package init(of source: [UInt8]) {
        self.source = source
        bytes.reserveCapacity(source.count + 64)
    }

    package mutating func copy(_ count: Int) {
        bytes.append(contentsOf: source[index..<index + count])
        index += count
    }

    package mutating func replace(_ count: Int, _ kind: RepairKinds, with text: [UInt8] = replacement) {
        bytes.append(contentsOf: text)
        kinds.insert(kind)
        index += count
    }
}

/// The value of a hexadecimal digit in either case; nil for any other byte.
package func hexadecimalDigit(_ byte: UInt8) -> UInt32? {
    switch byte {
    case 0x30...0x39: UInt32(byte - 0x30)
    case 0x41...0x46: UInt32(byte - 0x41 + 10)
    case 0x61...0x66: UInt32(byte - 0x61 + 10)
    default: nil
    }
}

/// One character of UTF-8, or the bytes that would have to be one: as Unicode asks of those who replace it (chapter 3,
/// "maximal subpart"), the longest beginning of a character, else a single byte.
package struct UTF8Character {
    package let count: Int
    package let isWhole: Bool

    /// `index` is within `bytes`.
    package init(at index: Int, in bytes: [UInt8]) {
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes[index...].makeIterator()
        switch parser.parseScalar(from: &rest) {
        case .valid(let character): (count, isWhole) = (character.count, true)
        case .error(let length): (count, isWhole) = (length, false)
        case .emptyInput: (count, isWhole) = (0, false)
        }
    }
}
