/// Reads the fields of one object as tolerantly as WeChat's senders need it (wechat.md section 0): numbers as text or
/// numbers, null as absent, an object or a list of one object, unknown fields ignored. What cannot be meant is a fault.
///
/// Senders keep to the documented order, so each look-up starts behind the one before: it is found at once, and only a
/// sender who does otherwise makes us search. Owned by one thread.
package final class Fields {
    private let document: Document
    private let element: Document.Element?
    private let namesRepeat: Bool
    /// `Sender` in front of the names in faults; empty at the root.
    private let parent: String
    private var last: Document.Element?

    /// The root of a document; a root that is no object is a fault.
    package init(_ document: Document) throws(FieldFault) {
        let root = document.root
        guard document.kind(of: root) == .object else { throw FieldFault("the event has no fields") }
        self.document = document
        element = root
        namesRepeat = document.namesRepeat(in: root)
        parent = ""
    }

    private init(document: Document, element: Document.Element?, parent: String) {
        self.document = document
        self.element = element
        namesRepeat = element.map(document.namesRepeat) ?? false
        self.parent = parent
    }

    private func path(_ name: StaticString) -> String { parent.isEmpty ? "\(name)" : "\(parent).\(name)" }

    /// The text, or the number as it was written; empty where it is absent or null.
    package func text(_ name: StaticString) throws(FieldFault) -> String {
        String(decoding: try textBytes(name), as: UTF8.self)
    }

    /// As `text`, in UTF-8.
    package func textBytes(_ name: StaticString) throws(FieldFault) -> ArraySlice<UInt8> {
        guard let child = try only(name) else { return [] }
        switch document.kind(of: child) {
        case .text, .number, .boolean: return document.textBytes(of: child)
        case .null: return []
        case .object, .list: throw FieldFault("\(path(name)) is an object or a list; a text is expected")
        }
    }

    /// As `text`, without the blanks and line ends around it, which an id never means. A fault where it holds control
    /// characters, or is a number that is not whole, which JSON does not keep as it was written.
    package func id(_ name: StaticString) throws(FieldFault) -> String {
        if let bytes = idBytes(name) { return String(decoding: bytes, as: UTF8.self) }
        guard try !text(name).isEmpty else { return "" }
        throw FieldFault("\(path(name)) is no id: it holds control characters, or is a number that is not whole")
    }

    /// The bytes of an id, as `id` reads it; nil where that is a fault, and as `bytes` is.
    package func idBytes(_ name: StaticString) -> ArraySlice<UInt8>? {
        guard var bytes = bytes(name) else { return nil }
        while let first = bytes.first, Self.isBlank(first) { bytes = bytes.dropFirst() }
        while let last = bytes.last, Self.isBlank(last) { bytes = bytes.dropLast() }
        let isNumber = last.map { document.kind(of: $0) == .number } ?? false
        for byte in bytes where byte < 0x20 || byte == 0x7f || (isNumber && !Self.isOfWholeNumber(byte)) { return nil }
        return bytes
    }

    private static func isOfWholeNumber(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0a || byte == 0x0d }

    /// The bytes of a text, or of a number or boolean as it was written; nil where it is absent, null, an object or a
    /// list, or stands more than once.
    package func bytes(_ name: StaticString) -> ArraySlice<UInt8>? {
        guard let child = child(name), !isRepeated(name, child) else { return nil }
        switch document.kind(of: child) {
        case .text, .number, .boolean: return document.textBytes(of: child)
        case .null, .object, .list: return nil
        }
    }

    /// False where the field is absent or null.
    package func has(_ name: StaticString) -> Bool {
        child(name).map { document.kind(of: $0) != .null } ?? false
    }

    /// The object, or the only object of a list; without fields where it is absent, null, or an empty text or list.
    package func object(_ name: StaticString) throws(FieldFault) -> Fields {
        guard let child = try only(name) else { return fields(of: nil, name) }
        switch document.kind(of: child) {
        case .object: return fields(of: child, name)
        case .null: return fields(of: nil, name)
        case .text where document.textBytes(of: child).allSatisfy { $0 <= 0x20 }: return fields(of: nil, name)
        case .list:
            guard let first = document.firstChild(of: child) else { return fields(of: nil, name) }
            guard document.next(after: first) == nil else {
                throw FieldFault("\(path(name)) has more than one entry; one is expected")
            }
            guard document.kind(of: first) == .object else { break }
            return fields(of: first, name)
        case .text, .number, .boolean: break
        }
        throw FieldFault("\(path(name)) is not an object")
    }

    /// The objects of a list: a JSON array, or elements that repeat. At most `countMax` of them are read.
    package func objects(_ name: StaticString, countMax: Int) throws(FieldFault) -> [Fields] {
        var found: [Fields] = []
        var next = first(name)
        while let current = next {
            switch document.kind(of: current) {
            case .list:
                var item = document.firstChild(of: current)
                while let entry = item {
                    try append(entry, to: &found, name, countMax)
                    item = document.next(after: entry)
                }
            case .null: break
            case .text where document.textBytes(of: current).allSatisfy { $0 <= 0x20 }: break
            case .text, .number, .boolean, .object: try append(current, to: &found, name, countMax)
            }
            next = sibling(name, after: current)
        }
        return found
    }

    private func append(
        _ entry: Document.Element, to found: inout [Fields], _ name: StaticString, _ countMax: Int
    ) throws(FieldFault) {
        guard document.kind(of: entry) == .object else { throw FieldFault("\(path(name)) holds no objects") }
        guard found.count < countMax else { throw FieldFault("\(path(name)) has more than \(countMax) entries") }
        found.append(fields(of: entry, name))
    }

    private func fields(of element: Document.Element?, _ name: StaticString) -> Fields {
        Fields(document: document, element: element, parent: path(name))
    }

    private func child(_ name: StaticString) -> Document.Element? {
        if let last, !namesRepeat {
            // Read again.
            if document.isNamed(name, last) { return last }
            if let next = document.next(after: last), document.isNamed(name, next) {
                self.last = next
                return next
            }
        }
        return first(name)
    }

    /// The first of that name.
    private func first(_ name: StaticString) -> Document.Element? {
        guard let element, let found = document.child(name, of: element) else { return nil }
        last = found
        return found
    }

    /// A fault where a field stands more than once: which of them is meant, nobody can tell.
    package func checkStandsOnce(_ name: StaticString) throws(FieldFault) { _ = try only(name) }

    private func only(_ name: StaticString) throws(FieldFault) -> Document.Element? {
        guard let child = child(name) else { return nil }
        guard !isRepeated(name, child) else { throw FieldFault("\(path(name)) stands more than once") }
        return child
    }

    /// `child` is the first of that name.
    private func isRepeated(_ name: StaticString, _ child: Document.Element) -> Bool {
        namesRepeat && sibling(name, after: child) != nil
    }

    private func sibling(_ name: StaticString, after element: Document.Element) -> Document.Element? {
        var next = document.next(after: element)
        while let current = next {
            if document.isNamed(name, current) { return current }
            next = document.next(after: current)
        }
        return nil
    }
}

/// A field that cannot be read as what it should be. The message names the field and the rule, never the value.
package struct FieldFault: Error, Equatable, Sendable {
    package let message: String

    package init(_ message: String) { self.message = message }
}
