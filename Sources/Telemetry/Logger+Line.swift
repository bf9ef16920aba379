internal import Time

extension Logger {
    /// One line of the log, built up field by field within its bound. A field that would pass the bound is left out
    /// whole, and the line says `truncated`.
    struct Line {
        private var bytes: [UInt8] = []
        private let format: Logger.Format
        private var isTruncated = false

        /// What `truncated` and the end of the line take at most.
        private static let reserve = 24

        init(format: Logger.Format, time: Int64, level: Logger.Level, event: Logger.Event) {
            self.format = format
            bytes.reserveCapacity(256)
            switch format {
            case .logfmt:
                bytes.append(contentsOf: "time=".utf8)
                Timestamp.append(time, to: &bytes)
                bytes.append(contentsOf: " level=\(level.rawValue) event=\(event.rawValue)".utf8)
            case .json:
                bytes.append(contentsOf: "{\"time\":\"".utf8)
                Timestamp.append(time, to: &bytes)
                bytes.append(contentsOf: "\",\"level\":\"\(level.rawValue)\",\"event\":\"\(event.rawValue)\"".utf8)
            }
        }

        mutating func append(_ fields: Logger.Fields) {
            for field in fields.fields {
                let start = bytes.count
                append(field)
                if bytes.count + Self.reserve > TelemetryLimits.lineByteCountMax {
                    bytes.removeSubrange(start...)
                    isTruncated = true
                }
            }
        }

        /// The line with its newline.
        consuming func finished() -> [UInt8] {
            switch format {
            case .logfmt:
                if isTruncated { bytes.append(contentsOf: " truncated=true".utf8) }
            case .json:
                bytes.append(contentsOf: (isTruncated ? ",\"truncated\":true}" : "}").utf8)
            }
            bytes.append(UInt8(ascii: "\n"))
            return bytes
        }

        private mutating func append(_ field: Logger.Fields.Field) {
            switch format {
            case .logfmt: bytes.append(contentsOf: " \(field.key.rawValue)=".utf8)
            case .json: bytes.append(contentsOf: ",\"\(field.key.rawValue)\":".utf8)
            }
            switch field.value {
            case .text(let text): append(text: text)
            case .integer(let value): bytes.append(contentsOf: "\(value)".utf8)
            case .duration(let value): append(duration: value)
            case .list(let values): append(list: values)
            }
        }

        private mutating func append(text: String) {
            if format == .logfmt, !LineText.needsQuotes(text) {
                bytes.append(contentsOf: text.utf8)
                return
            }
            bytes.append(UInt8(ascii: "\""))
            LineText.appendEscaped(text, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }

        /// A value of logfmt is never nothing: an empty list is `""` there.
        private mutating func append(list: [Int32]) {
            let text = list.map(String.init).joined(separator: ",")
            switch format {
            case .logfmt: append(text: text)
            case .json: bytes.append(contentsOf: "[\(text)]".utf8)
            }
        }

        private mutating func append(duration: Duration) {
            bytes.append(contentsOf: "\(duration.seconds)".utf8)
            if format == .logfmt { bytes.append(UInt8(ascii: "s")) }
        }
    }
}

extension Duration {
    /// The whole duration in seconds, to the microsecond where a double can hold it.
    var seconds: Double {
        let (seconds, attoseconds) = components
        return (Double(seconds) * 1e6 + (Double(attoseconds) / 1e12).rounded()) / 1e6
    }
}
