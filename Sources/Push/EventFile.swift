internal import Foundation

/// One event as it stands in a file, pushed byte for byte.
package struct EventFile: Equatable, Sendable {
    package let name: String
    package let bytes: [UInt8]
    /// XML when the first character that is no space is `<`, otherwise JSON.
    package let format: EventFormat
    /// The event's OrderID and Event, where they can be found: answers are compared by them.
    let orderID: String?
    let isCancel: Bool

    package init(name: String, bytes: [UInt8]) {
        self.name = name
        self.bytes = bytes
        let first = bytes.first { ![0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF].contains($0) }
        format = first == UInt8(ascii: "<") ? .xml : .json
        let fields = FieldScanner(bytes, format)
        orderID = fields.text("OrderID")
        isCancel = fields.text("Event")?.lowercased() == "cancel_waybill"
    }

    /// Reads a file of at most `PushLimits.bodyByteCountMax` bytes.
    package static func read(_ path: String) throws(PushError) -> EventFile {
        let limit = PushLimits.bodyByteCountMax
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw PushError("event file \(path) cannot be opened")
        }
        defer { try? handle.close() }
        guard let content = try? handle.read(upToCount: limit + 1) ?? Data() else {
            throw PushError("event file \(path) cannot be read")
        }
        guard content.count <= limit else { throw PushError("event file \(path) is larger than \(limit) bytes") }
        return EventFile(name: path, bytes: [UInt8](content))
    }
}
