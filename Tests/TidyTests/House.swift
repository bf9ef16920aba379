/// The plan of the house: who may import whom. Package.swift must say the same, and so must the imports.
enum House {
    struct Room: Sendable {
        let name: String
        /// An arrow points to a lower storey only.
        let storey: Int
        let imports: [String]

        init(_ storey: Int, _ name: String, _ imports: String...) {
            (self.storey, self.name, self.imports) = (storey, name, imports)
        }
    }

    static let rooms = [
        Room(
            8, "Program", "Configuration", "Crypto", "Files", "HTTP", "Ingress", "JSON", "KafkaLog", "LaneState",
            "Log", "Options", "OrderFields", "Processor", "PushClient", "Records", "Requests", "SQLiteLog", "Telemetry",
            "Threads", "Time", "Waybill", "WeChat", "XML"),

        // The roles: one storey, so that none can import another.
        Room(
            7, "Ingress", "Crypto", "Documents", "HTTP", "JSON", "Log", "Records", "Requests", "Telemetry", "Time",
            "Waybill", "WeChat"),
        Room(7, "Processor", "JSON", "LaneState", "Log", "Records", "Telemetry", "Time", "Waybill"),

        Room(6, "Requests", "Following", "JSON", "Log", "Records", "Time", "Waybill"),
        Room(6, "WeChat", "Crypto", "Documents", "JSON", "OrderFields", "Records", "Waybill", "XML"),
        Room(5, "Records", "Crypto", "Documents", "JSON", "Log", "OrderFields", "Time", "Waybill"),
        Room(4, "OrderFields", "Documents", "JSON", "Waybill"),
        Room(4, "Configuration", "Crypto", "Files", "Log", "Waybill", "YAML"),

        Room(3, "KafkaLog", "CRdKafka", "Log", "Threads"),
        Room(3, "LaneState", "CLMDB", "Crypto", "Files"),
        Room(3, "PushClient", "Crypto", "Files", "HTTPClient"),
        Room(3, "SQLiteLog", "Files", "Log", "SQLite", "Threads"),

        Room(2, "Crypto", "COpenSSL"),
        Room(2, "Following", "Log", "Threads"),
        Room(2, "HTTP", "CMicroHTTPD", "Files", "Threads"),
        Room(2, "HTTPClient", "CCurl", "Files", "Threads"),
        Room(2, "JSON", "CSimdJSON", "Documents"),
        Room(2, "Options", "Files"),
        Room(2, "SQLite", "CSQLite", "Files"),
        Room(2, "Telemetry", "Time"),
        Room(2, "XML", "CLibXML2", "Documents"),
        Room(2, "YAML", "CYAML", "Files"),

        Room(1, "Documents"),
        Room(1, "Files"),
        Room(1, "Log"),
        Room(1, "Threads"),
        Room(1, "Time"),
        Room(1, "Waybill"),
    ]

    static let roles = rooms.filter { $0.storey == 7 }.map(\.name)

    /// Below all rooms; each is imported by one of them.
    static let libraries = [
        "CCurl", "CLMDB", "CLibXML2", "CMicroHTTPD", "COpenSSL", "CRdKafka", "CSQLite", "CSimdJSON", "CYAML",
    ]

    /// What a room may import of the toolchain.
    static let toolchain: Set<String> = [
        "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Synchronization",
    ]

    static let cRooms = Set(rooms.filter { $0.imports.contains(where: libraries.contains) }.map(\.name))

    static func room(_ name: String) -> Room? { rooms.first { $0.name == name } }

    /// What is wrong with a plan in itself.
    static func faults(of rooms: [Room]) -> [String] {
        var faults: [String] = []
        let storeys = Dictionary(uniqueKeysWithValues: rooms.map { ($0.name, $0.storey) })
        for room in rooms {
            for name in room.imports where !libraries.contains(name) {
                let isBelow = storeys[name].map { $0 < room.storey } ?? false
                if !isBelow { faults.append("\(room.name) imports \(name), which is not on a lower storey") }
            }
            if roles.contains(room.name) {
                for name in room.imports where roles.contains(name) {
                    faults.append("\(room.name) imports the role \(name)")
                }
            }
        }
        for library in libraries {
            let users = rooms.filter { $0.imports.contains(library) }.map(\.name)
            if users.count != 1 { faults.append("\(library) is imported by \(users), not by exactly one room") }
        }
        return faults
    }
}

/// `Package.swift` as far as the arrows go: each `room(...)` and the executable targets with their dependencies.
struct Manifest: Sendable {
    private(set) var imports: [String: [String]] = [:]

    init(_ text: String) {
        let code = SwiftText(path: "Package.swift", text: text)
        let bytes = Array(text.utf8)
        for word in code.words where ["room", "executableTarget"].contains(word.text) {
            guard code.byte(after: word) == UInt8(ascii: "("), code.isCall(word) else { continue }
            let names = Self.names(bytes[word.position...])
            guard let name = names.first else { continue }
            imports[name] = Array(names.dropFirst())
        }
    }

    /// The first literal of a call, which is its name, and those of the first list in brackets.
    private static func names(_ call: ArraySlice<UInt8>) -> [String] {
        var names: [String] = []
        var literal: [UInt8]?
        var depth = 0
        var isInList = false
        for byte in call {
            switch byte {
            case UInt8(ascii: "\""):
                if let text = literal, names.isEmpty || isInList { names.append(String(decoding: text, as: UTF8.self)) }
                literal = literal == nil ? [] : nil
            case UInt8(ascii: "["): isInList = true
            case UInt8(ascii: "]"): return names
            case UInt8(ascii: "("): depth += 1
            case UInt8(ascii: ")"):
                depth -= 1
                if depth == 0 { return names }
            default: literal?.append(byte)
            }
        }
        return names
    }
}

extension SwiftText {
    /// Not the declaration of the function that is called like that.
    func isCall(_ word: Word) -> Bool {
        !words.contains { $0.text == "func" && $0.position + 5 == word.position }
    }

    /// The modules that a file imports.
    var imports: [Word] {
        zip(words, words.dropFirst()).filter { keyword, module in
            keyword.text == "import" && keyword.line == module.line
        }.map(\.1)
    }
}
