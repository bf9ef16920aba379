/// The elements of an XML document, found by name. CDATA sections are passed over whole in the search, so that no text
/// can pose as an element.
struct XMLElements {
    let bytes: [UInt8]

    private static let section = Array("<![CDATA[".utf8)
    private static let sectionEnd = Array("]]>".utf8)

    /// The text of the first element of that name; nil without one that is closed.
    func text(_ name: String) -> String? {
        let (opening, closing) = (Array("<\(name)>".utf8), Array("</\(name)>".utf8))
        guard let start = next(opening, from: 0).map({ $0 + opening.count }),
            let end = next(closing, from: start)
        else { return nil }
        var text: [UInt8] = []
        /// Where what is no CDATA section begins.
        var plain = start
        while let mark = position(of: Self.section, from: plain), mark < end, let behind = sectionEnd(mark) {
            text += Self.unescaped(bytes[plain..<mark])
            text += bytes[mark + Self.section.count..<behind - Self.sectionEnd.count]
            plain = behind
        }
        return String(decoding: text + Self.unescaped(bytes[plain..<end]), as: UTF8.self)
    }

    /// Where the tag stands next outside of CDATA.
    private func next(_ tag: [UInt8], from start: Int) -> Int? {
        var position = start
        while let mark = next(UInt8(ascii: "<"), from: position) {
            if starts(tag, at: mark) { return mark }
            position = starts(Self.section, at: mark) ? sectionEnd(mark) ?? mark + 1 : mark + 1
        }
        return nil
    }

    /// Where the CDATA section that begins at `mark` ends, behind its `]]>`; nil where it does not.
    private func sectionEnd(_ mark: Int) -> Int? {
        position(of: Self.sectionEnd, from: mark + Self.section.count).map { $0 + Self.sectionEnd.count }
    }

    private func position(of mark: [UInt8], from start: Int) -> Int? {
        var position = start
        while let found = next(mark[0], from: position) {
            if starts(mark, at: found) { return found }
            position = found + 1
        }
        return nil
    }

    private func next(_ byte: UInt8, from start: Int) -> Int? { bytes[start...].firstIndex(of: byte) }

    private func starts(_ mark: [UInt8], at position: Int) -> Bool { bytes[position...].starts(with: mark) }

    private static func unescaped(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "&")) else { return Array(bytes) }
        var text = String(decoding: bytes, as: UTF8.self)
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            text = text.replacing(entity, with: character)
        }
        return Array(text.utf8)
    }
}
