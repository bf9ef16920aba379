/// What can stand between the "##" of WaybillData, a format without an escape (wechat.md section 5).
package enum WaybillDataRule {
    /// Throws unless the text is printable, not empty, not too long, and cannot be taken for a separator.
    package static func check(_ text: String, _ what: String, byteCountMax: Int) throws(ReferenceFault) {
        guard !text.isEmpty else { throw ReferenceFault("\(what) is empty") }
        guard text.utf8.count <= byteCountMax else {
            throw ReferenceFault("\(what) is longer than \(byteCountMax) bytes")
        }
        guard !text.hasPrefix("#"), !text.hasSuffix("#"), !text.contains("##") else {
            throw ReferenceFault("\(what) must not hold ## or start or end with #: WaybillData separates by ##")
        }
        guard text.unicodeScalars.allSatisfy({ $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }) else {
            throw ReferenceFault("\(what) holds a control character")
        }
    }
}
