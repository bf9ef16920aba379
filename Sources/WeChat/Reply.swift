internal import JSON
package import Waybill

/// The synchronous answer to a pushed event, laid out as in seed 003, in the format of the request.
package struct Reply: Sendable {
    private let head: EventHead
    private let verdict: Verdict

    package init(to head: EventHead, _ verdict: Verdict) {
        self.head = head
        self.verdict = verdict
    }

    package func bytes(as format: PushFormat) -> [UInt8] {
        var writer = FieldWriter(format: format)
        write(to: &writer)
        return writer.finished
    }

    /// The fields in the order of the documentation; To and From change places.
    private func write(to writer: inout FieldWriter) {
        let isAdd = head.event == EventHead.addWaybill
        writer.text("ToUserName", head.fromUserName)
        writer.text("FromUserName", head.toUserName)
        writer.number("CreateTime", head.createTime)
        writer.text("MsgType", "event")
        writer.text("Event", head.event)
        if isAdd {
            writer.plain("Token", head.token)
            writer.text("OrderID", head.orderID)
        }
        writer.text("BizID", head.bizID)
        if !isAdd { writer.text("OrderID", head.orderID) }
        // A cancel that is refused is answered with the number that it named; a refused add has none.
        let waybillID = !isAdd && verdict.waybillID.isEmpty ? head.waybillID : verdict.waybillID
        writer.text("WayBillID", waybillID)
        writer.number("ResultCode", Int64(verdict.pushCode))
        writer.text("ResultMsg", verdict.pushMessage)
        if isAdd { writer.text("WaybillData", verdict.waybillData) }
    }
}

/// Writes fields one below the other, as the documentation prints them, in either format.
private struct FieldWriter {
    private let format: PushFormat
    private var bytes: [UInt8] = []

    init(format: PushFormat) {
        self.format = format
        bytes.reserveCapacity(1024)
        bytes.append(contentsOf: format == .xml ? "<xml>\n".utf8 : "{\n".utf8)
    }

    /// Stands in CDATA in XML.
    mutating func text(_ name: String, _ value: String) {
        field(name) { writer in
            if writer.format == .xml { Self.appendCDATA(value, to: &writer.bytes) } else { writer.appendString(value) }
        }
    }

    /// Stands bare in XML, as the Token does in the seed; but blanks at its ends would not count there.
    mutating func plain(_ name: String, _ value: String) {
        guard format == .json || !Self.hasBlankEnd(value) else { return text(name, value) }
        field(name) { writer in
            if writer.format == .xml {
                Self.appendEscaped(value, to: &writer.bytes)
            } else {
                writer.appendString(value)
            }
        }
    }

    mutating func number(_ name: String, _ value: Int64) {
        field(name) { $0.bytes.append(contentsOf: String(value).utf8) }
    }

    var finished: [UInt8] {
        var bytes = bytes
        if format == .xml {
            bytes.append(contentsOf: "</xml>".utf8)
        } else {
            // In place of the comma behind the last field.
            bytes.removeLast(2)
            bytes.append(contentsOf: "\n}".utf8)
        }
        return bytes
    }

    private mutating func field(_ name: String, _ value: (inout FieldWriter) -> Void) {
        bytes.append(UInt8(ascii: format == .xml ? "<" : "\""))
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: format == .xml ? ">".utf8 : "\": ".utf8)
        value(&self)
        guard format == .xml else { return bytes.append(contentsOf: ",\n".utf8) }
        bytes.append(contentsOf: "</".utf8)
        bytes.append(contentsOf: name.utf8)
        bytes.append(contentsOf: ">\n".utf8)
    }

    private mutating func appendString(_ text: String) {
        JSONWriter.append(to: &bytes) { $0.string(text) }
    }

    /// `]]>` cannot stand inside CDATA; it is split over two sections. Control characters that XML 1.0 cannot hold at
    /// all become U+FFFD: they can only come from a JSON push, which is not answered in XML.
    private static func appendCDATA(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "<![CDATA[".utf8)
        if isPlain(text) {
            bytes.append(contentsOf: text.utf8)
            bytes.append(contentsOf: "]]>".utf8)
            return
        }
        var brackets = 0
        for byte in text.utf8 {
            if byte == UInt8(ascii: ">"), brackets >= 2 { bytes.append(contentsOf: "]]><![CDATA[".utf8) }
            brackets = byte == UInt8(ascii: "]") ? brackets + 1 : 0
            if byte == carriageReturn {
                // Bare, it would be read back as a line feed; a reference cannot stand in CDATA.
                bytes.append(contentsOf: "]]>&#13;<![CDATA[".utf8)
            } else {
                append(byte, to: &bytes)
            }
        }
        bytes.append(contentsOf: "]]>".utf8)
    }

    /// Without anything that CDATA has to be careful with; nearly every text.
    private static func isPlain(_ text: String) -> Bool {
        let bytes = text.utf8.span
        var isPlain = true
        // No early exit: so the compiler can look at many bytes at once.
        for index in bytes.indices where bytes[index] < 0x20 || bytes[index] == UInt8(ascii: "]") { isPlain = false }
        return isPlain
    }

    private static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
            case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
            case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
            case carriageReturn: bytes.append(contentsOf: "&#13;".utf8)
            default: append(byte, to: &bytes)
            }
        }
    }

    private static func hasBlankEnd(_ text: String) -> Bool {
        [text.utf8.first, text.utf8.last].contains { $0.map { $0 <= 0x20 } ?? false }
    }

    private static let carriageReturn: UInt8 = 0x0d

    private static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
        if byte >= 0x20 || byte == 0x09 || byte == 0x0a {
            bytes.append(byte)
        } else {
            bytes.append(contentsOf: [0xef, 0xbf, 0xbd])
        }
    }
}
