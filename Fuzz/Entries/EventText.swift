internal import JSON
internal import OrderFields
internal import Records
internal import Waybill
internal import WeChat

/// An event that was read, written anew in either form: the second half of "read, write, read".
enum EventText {
    static func json(_ event: ReadEvent) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        for (name, value) in head(event) { writer.field(name, value) }
        if let content = event.content { writer.fields(of: content) }
        writer.endObject()
        return writer.bytes
    }

    static func xml(_ event: ReadEvent) -> [UInt8] {
        var bytes = Array("<xml>".utf8)
        for (name, value) in head(event) { bytes.append(name, value) }
        if var content = event.content {
            var writer = XMLFieldWriter(bytes: bytes)
            content.visit(&writer)
            bytes = writer.bytes
        }
        bytes.append(contentsOf: "</xml>".utf8)
        return bytes
    }

    /// Whether CDATA can hold every character of a JSON text that we wrote: JSON escapes control characters as
    /// `\u00..`, `\b`, `\f` and `\r` (which a parser turns into a line feed), and U+FFFE and U+FFFF stand as EF BF BE
    /// and EF BF BF.
    static func isLegalXML(_ json: [UInt8]) -> Bool {
        for (index, byte) in json.enumerated() {
            if byte == 0x7f || (byte == 0xef && isNoncharacter(json[index...])) { return false }
            guard byte == UInt8(ascii: "\\"), index + 1 < json.count else { continue }
            if [UInt8(ascii: "u"), UInt8(ascii: "b"), UInt8(ascii: "f"), UInt8(ascii: "r")].contains(json[index + 1]) {
                return false
            }
        }
        return true
    }

    private static func isNoncharacter(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.starts(with: [0xef, 0xbf, 0xbe]) || bytes.starts(with: [0xef, 0xbf, 0xbf])
    }

    private static func head(_ event: ReadEvent) -> [(StaticString, String)] {
        let head = event.pushed.head
        return [
            ("ToUserName", head.toUserName), ("FromUserName", head.fromUserName),
            ("CreateTime", String(head.createTime)), ("Event", head.event.uppercased()), ("Token", head.token),
            ("OrderID", head.orderID), ("BizID", head.bizID), ("BizPwd", event.pushed.password),
            ("ShopAppID", event.pushed.shopAppID), ("WayBillID", event.pushed.waybillID),
        ]
    }
}

/// Writes a parcel's fields as elements.
private struct XMLFieldWriter: FieldVisitor {
    typealias Fault = Never
    var bytes: [UInt8]

    mutating func text(_ name: StaticString, _ text: inout UTF8Slice) { bytes.append(name, text.string) }

    mutating func quantity(_ name: StaticString, _ quantity: inout Quantity) {
        if quantity != .absent { bytes.append(name, quantity.text ?? "unreadable") }
    }

    mutating func contact(_ name: StaticString, _ contact: inout Contact) {
        element(name) { writer in
            for field in Contact.Field.allCases { writer.bytes.append(field.name, contact[field].string) }
        }
    }

    mutating func object<Object: FieldTable>(_ name: StaticString, _ object: inout Object) {
        element(name) { object.visit(&$0) }
    }

    mutating func list<Object: FieldTable>(_ name: StaticString, _ objects: inout [Object]) {
        for var object in objects { self.object(name, &object) }
    }

    private mutating func element(_ name: StaticString, _ body: (inout Self) -> Void) {
        bytes.append(contentsOf: "<\(name)>".utf8)
        body(&self)
        bytes.append(contentsOf: "</\(name)>".utf8)
    }
}

extension [UInt8] {
    /// An element whose text stands in CDATA, since blanks around plain text do not count.
    fileprivate mutating func append(_ name: StaticString, _ text: String) {
        append(contentsOf: "<\(name)><![CDATA[".utf8)
        var brackets = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: ">"), brackets >= 2 { append(contentsOf: "]]><![CDATA[".utf8) }
            brackets = byte == UInt8(ascii: "]") ? brackets + 1 : 0
            append(byte)
        }
        append(contentsOf: "]]></\(name)>".utf8)
    }
}
