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

    /// Reads a file of at most `PushLimits.bodyByteCountMax` bytes; `-` is standard input.
    package static func read(_ path: String) throws(PushError) -> EventFile {
        if path == "-" {
            let name = "standard input"
            return EventFile(name: name, bytes: try content(of: .standardInput, called: name))
        }
        let handle: FileHandle
        do { handle = try FileHandle(forReadingFrom: URL(fileURLWithPath: path)) } catch {
            throw PushError("event file \(path) cannot be opened: \(reason(error))")
        }
        defer { try? handle.close() }
        return EventFile(name: path, bytes: try content(of: handle, called: "event file \(path)"))
    }

    private static func content(of handle: FileHandle, called name: String) throws(PushError) -> [UInt8] {
        let limit = PushLimits.bodyByteCountMax
        var content: [UInt8] = []
        do {
            // A pipe gives what is there already; only at its end it gives nothing.
            while content.count <= limit, let more = try handle.read(upToCount: limit + 1 - content.count),
                !more.isEmpty
            {
                content += more
            }
        } catch {
            throw PushError("\(name) cannot be read: \(reason(error))")
        }
        guard content.count <= limit else { throw PushError("\(name) is larger than \(limit) bytes") }
        return content
    }

    /// The system's words for what went wrong, such as `No such file or directory`.
    private static func reason(_ error: any Error) -> String {
        let outer = error as NSError
        let cause = outer.userInfo[NSUnderlyingErrorKey] as? NSError ?? outer
        return cause.localizedFailureReason ?? cause.localizedDescription
    }
}
