internal import Files
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
        // As the service reads it: blanks around an id do not count.
        orderID = fields.text("OrderID")?.trimmingCharacters(in: .whitespacesAndNewlines)
        isCancel = fields.text("Event")?.lowercased() == "cancel_waybill"
    }

    /// Reads a file of at most `PushLimits.bodyByteCountMax` bytes; `-` is standard input.
    package static func read(_ path: String) throws(PushError) -> EventFile {
        let name = path == "-" ? "standard input" : path
        let limit = PushLimits.bodyByteCountMax
        var content: [UInt8] = []
        do {
            let handle = path == "-" ? .standardInput : try FileHandle(forReadingFrom: URL(fileURLWithPath: path))
            // A pipe gives what is there already; only at its end it gives nothing.
            while content.count <= limit, let more = try handle.read(upToCount: limit + 1 - content.count),
                !more.isEmpty
            {
                content += more
            }
        } catch {
            throw fault(name, error)
        }
        guard content.count <= limit else { throw PushError("event file \(name): is larger than \(limit) bytes") }
        return EventFile(name: name, bytes: content)
    }

    /// In the words that every file's faults have.
    private static func fault(_ name: String, _ error: any Error) -> PushError {
        let outer = error as NSError
        let cause = outer.userInfo[NSUnderlyingErrorKey] as? NSError ?? outer
        guard cause.domain == NSPOSIXErrorDomain else { return PushError("event file \(name): \(cause)") }
        return PushError("event file \(FileFault.reading(name, code: Int32(cause.code)))")
    }
}
