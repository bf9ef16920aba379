/// The elements of an XML document, found by name. CDATA sections are passed over whole in the search, so that no text
/// can pose as an element.
struct XMLElements {
    let bytes: [UInt8]

    private static let section = Array("<![CDATA[".utf8)
    private static let sectionEnd = Array("]]>".utf8)

    /// The text of the first element of that name; nil without one that is closed.
    func text(_ name: String) -> String? {
        let name = Array(name.utf8)
        var position = 0
        while let mark = next(UInt8(ascii: "<"), from: position) {
            if starts(Self.section, at: mark) {
                position = sectionEnd(mark) ?? mark + 1
            } else if starts(name, at: mark + 1), isAt(UInt8(ascii: ">"), mark + 1 + name.count) {
                return content(of: name, from: mark + 2 + name.count)
            } else {
                position = mark + 1
            }
        }
        return nil
    }

    private func content(of name: [UInt8], from start: Int) -> String? {
        var text: [UInt8] = []
        /// Where what is no CDATA section began.
        var plain = start
        var position = start
        while let mark = next(UInt8(ascii: "<"), from: position) {
            if starts(Self.section, at: mark), let end = sectionEnd(mark) {
                text += Self.unescaped(bytes[plain..<mark])
                text += bytes[mark + Self.section.count..<end - Self.sectionEnd.count]
                (plain, position) = (end, end)
            } else if isAt(UInt8(ascii: "/"), mark + 1), starts(name, at: mark + 2),
                isAt(UInt8(ascii: ">"), mark + 2 + name.count)
            {
                return String(decoding: text + Self.unescaped(bytes[plain..<mark]), as: UTF8.self)
            } else {
                position = mark + 1
            }
        }
        return nil
    }

    /// Where the CDATA section that begins at `mark` ends, behind its `]]>`; nil where it does not.
    private func sectionEnd(_ mark: Int) -> Int? {
        var position = mark + Self.section.count
        while let end = next(UInt8(ascii: "]"), from: position) {
            if starts(Self.sectionEnd, at: end) { return end + Self.sectionEnd.count }
            position = end + 1
        }
        return nil
    }

    private func next(_ byte: UInt8, from start: Int) -> Int? {
        let span = bytes.span
        var position = start
        while position < span.count {
            if span[position] == byte { return position }
            position += 1
        }
        return nil
    }

    private func isAt(_ byte: UInt8, _ position: Int) -> Bool { position < bytes.count && bytes[position] == byte }

    private func starts(_ prefix: [UInt8], at position: Int) -> Bool {
        guard position + prefix.count <= bytes.count else { return false }
        let span = bytes.span
        for index in prefix.indices where span[position + index] != prefix[index] { return false }
        return true
    }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "&")) else { return Array(bytes) }
        var text = String(decoding: bytes, as: UTF8.self)
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            text = text.replacing(entity, with: character)
        }
        return Array(text.utf8)
    }
}
