internal import Foundation

/// Finds fields of an event or reply by name, at the top of the document. Enough for what a well-formed carrier
/// answers; what cannot be found is nil.
struct FieldScanner {
    private let object: [String: Any]
    private let xml: [UInt8]

    init(_ bytes: [UInt8], _ format: EventFormat) {
        switch format {
        case .json:
            let parsed = try? JSONSerialization.jsonObject(with: Data(bytes))
            object = parsed as? [String: Any] ?? [:]
            xml = []
        case .xml:
            object = [:]
            xml = bytes
        }
    }

    /// The field's text; a number as it is written.
    func text(_ name: String) -> String? {
        if let value = object[name] {
            return value as? String ?? (value as? NSNumber)?.stringValue
        }
        return element(name)
    }

    func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

    /// The text of the first element of that name. CDATA sections are passed over whole in the search, so that no text
    /// can pose as an element.
    private func element(_ name: String) -> String? {
        let opening = Array("<\(name)>".utf8)
        let closing = Array("</\(name)>".utf8)
        var position = 0
        while position < xml.count {
            if let end = cdataEnd(position) {
                position = end
            } else if starts(opening, at: position) {
                return content(from: position + opening.count, to: closing)
            } else {
                position += 1
            }
        }
        return nil
    }

    private func content(from start: Int, to closing: [UInt8]) -> String? {
        var text: [UInt8] = []
        var plain: [UInt8] = []
        var position = start
        while position < xml.count {
            if let end = cdataEnd(position) {
                text += Self.unescaped(plain) + xml[(position + 9)..<(end - 3)]
                plain = []
                position = end
            } else if starts(closing, at: position) {
                return String(decoding: text + Self.unescaped(plain), as: UTF8.self)
            } else {
                plain.append(xml[position])
                position += 1
            }
        }
        return nil
    }

    /// Where the CDATA section that begins at `position` ends, behind its `]]>`; nil when none begins there.
    private func cdataEnd(_ position: Int) -> Int? {
        guard xml[position] == UInt8(ascii: "<"), starts(Array("<![CDATA[".utf8), at: position) else { return nil }
        let closing = Array("]]>".utf8)
        var end = position + 9
        while end < xml.count {
            if starts(closing, at: end) { return end + 3 }
            end += 1
        }
        return nil
    }

    private func starts(_ prefix: [UInt8], at position: Int) -> Bool {
        xml[position] == prefix[0] && xml[position...].starts(with: prefix)
    }

    private static func unescaped(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "&")) else { return bytes }
        var text = String(decoding: bytes, as: UTF8.self)
        for (entity, character) in [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")] {
            text = text.replacing(entity, with: character)
        }
        return Array(text.utf8)
    }
}
