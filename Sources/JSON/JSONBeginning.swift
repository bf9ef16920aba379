package import Documents

extension JSONParser {
    /// What stands in front of the first fault of a document that was refused: an object with those of its texts,
    /// numbers and booleans that are whole; nil where there are none. It only serves to say whose document it was.
    package mutating func beginning(of bytes: [UInt8]) -> Document? {
        guard bytes.count <= JSONLimits.documentByteCountMax else { return nil }
        var scanner = MemberScanner(bytes)
        var names: [ArraySlice<UInt8>] = []
        var text: [UInt8] = []
        while names.count < JSONLimits.beginningMemberCountMax, let member = scanner.next() {
            // What comes a second time is part of the fault, and one that is wrong in itself says nothing.
            guard !names.contains(member.name), (try? parse([0x7b] + member.whole + [0x7d])) != nil else { continue }
            names.append(member.name)
            text += text.isEmpty ? [0x7b] : [0x2c]
            text += member.whole
        }
        return text.isEmpty ? nil : try? parse(text + [0x7d])
    }
}

/// Finds the members of an object, one after the other, up to where its structure breaks. Bounds at every step.
private struct MemberScanner {
    struct Member {
        /// With its quotes, as it was written.
        let name: ArraySlice<UInt8>
        let whole: ArraySlice<UInt8>
    }

    private let bytes: [UInt8]
    private var index = 0
    private var isBroken = false

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        skipBlanks()
        isBroken = !take(UInt8(ascii: "{"))
    }

    /// The next member that is no object and no list. One counts only when a comma or the end of the object follows:
    /// until then a text may have ended at a quote of its own, and a number may go on.
    mutating func next() -> Member? {
        while !isBroken {
            skipBlanks()
            let start = index
            guard takeString() else { break }
            let name = bytes[start..<index]
            skipBlanks()
            guard take(UInt8(ascii: ":")) else { break }
            skipBlanks()
            guard let isScalar = takeValue() else { break }
            let end = index
            skipBlanks()
            let isLast = peek() == UInt8(ascii: "}")
            guard isLast || take(UInt8(ascii: ",")) else { break }
            isBroken = isLast
            if isScalar { return Member(name: name, whole: bytes[start..<end]) }
        }
        isBroken = true
        return nil
    }

    private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek() == byte else { return false }
        index += 1
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek(), byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d { index += 1 }
    }

    private mutating func takeString() -> Bool {
        guard take(UInt8(ascii: "\"")) else { return false }
        while let byte = peek() {
            index += 1
            if byte == UInt8(ascii: "\"") { return true }
            if byte == UInt8(ascii: "\\") { index += 1 }
        }
        return false
    }

    /// False for an object or a list, which is passed over by its brackets; nil where there is no value or no end.
    private mutating func takeValue() -> Bool? {
        switch peek() {
        case UInt8(ascii: "\""): return takeString() ? true : nil
        case UInt8(ascii: "{"), UInt8(ascii: "["): return skipNested() ? false : nil
        default:
            let start = index
            while let byte = peek(), byte > 0x20, ![0x2c, 0x7d, 0x5d, 0x22, 0x3a].contains(byte) { index += 1 }
            return index > start ? true : nil
        }
    }

    private mutating func skipNested() -> Bool {
        var depth = 0
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                guard takeString() else { return false }
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            index += 1
            if depth == 0 { return true }
        }
        return false
    }
}
