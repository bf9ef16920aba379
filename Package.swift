// swift-tools-version: 6.2
import PackageDescription

// Every target is compiled under the same strict rules; a warning is an error.
// ExistentialAny (SE-0335), InternalImportsByDefault (SE-0409), MemberImportVisibility (SE-0444),
// InferIsolatedConformances (SE-0470), strict memory safety (SE-0458).
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
]

/// A room of the house: a folder under Sources.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// One C library of the distribution: a module map and a shim header, nothing else.
func library(_ name: String, package: String, apt: String) -> Target {
    .systemLibrary(
        name: name, path: "Sources/CLibraries/\(name)", pkgConfig: package, providers: [.apt([apt])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// What several test targets share: suites written against a contract, the simulation.
func testSupport(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strict)
}

let package = Package(
    name: "waybill",
    products: [.executable(name: "waybill", targets: ["Program"])],
    targets: [
        // The distribution's C libraries; each is imported by exactly one Swift target.
        library("CSQLite", package: "sqlite3", apt: "libsqlite3-dev"),
        library("CLMDB", package: "lmdb", apt: "liblmdb-dev"),
        library("CMicroHTTPD", package: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        library("CLibXML2", package: "libxml-2.0", apt: "libxml2-dev"),
        library("COpenSSL", package: "libcrypto", apt: "libssl-dev"),
        library("CCurl", package: "libcurl", apt: "libcurl4-openssl-dev"),
        library("CRdKafka", package: "rdkafka", apt: "librdkafka-dev"),
        library("CYAML", package: "yaml-0.1", apt: "libyaml-dev"),
        .target(
            name: "CSimdJSON", path: "Sources/CLibraries/CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

        // Values without I/O.
        room("Documents"),
        room("Files"),
        room("Log"),
        room("Threads"),
        room("Waybill"),
        room("Time"),
        room("Telemetry", ["Time"]),

        // One thin room per C library.
        room("XML", ["CLibXML2", "Documents"]),
        room("JSON", ["CSimdJSON", "Documents"]),
        room("HTTP", ["CMicroHTTPD", "Files", "Threads"]),
        room("HTTPClient", ["CCurl", "Files", "Threads"]),
        room("SQLite", ["CSQLite", "Files"]),
        room("Crypto", ["COpenSSL"]),
        room("YAML", ["CYAML", "Files"]),

        // Engines of the log and of the lanes' state.
        room("KafkaLog", ["CRdKafka", "Log", "Threads"]),
        room("SQLiteLog", ["Files", "Log", "SQLite", "Threads"]),
        room("LaneState", ["CLMDB", "Crypto", "Files"]),

        // Bytes <-> domain values: a parcel's fields, what stands in topics, and what WeChat sends.
        room("OrderFields", ["Documents", "JSON", "Waybill"]),
        room("Records", ["Crypto", "Documents", "JSON", "Log", "OrderFields", "Time", "Waybill"]),
        room("WeChat", ["Crypto", "Documents", "JSON", "OrderFields", "Records", "Waybill", "XML"]),
        room("Configuration", ["YAML", "Crypto", "Files", "Waybill", "Log"]),

        // Below the roles: reading along, and commands that somebody waits for.
        room("Following", ["Log", "Threads"]),
        room("Requests", ["Following", "JSON", "Log", "Records", "Time", "Waybill"]),

        // The roles; none imports another.
        room(
            "Ingress",
            [
                "Crypto", "Documents", "HTTP", "JSON", "Log", "Records", "Requests", "Telemetry", "Time", "Waybill",
                "WeChat",
            ]),
        room("Processor", ["JSON", "LaneState", "Log", "Records", "Telemetry", "Time", "Waybill"]),

        // The command line: its options, and the load that plays WeChat.
        room("Options", ["Files"]),
        room("PushClient", ["Crypto", "Files", "HTTPClient"]),

        // The only target that knows them all.
        .executableTarget(
            name: "Program",
            dependencies: [
                "Configuration", "Crypto", "Files", "HTTP", "Ingress", "JSON", "KafkaLog", "LaneState", "Log",
                "Options",
                "OrderFields", "Processor", "PushClient", "Records", "Requests", "SQLiteLog", "Telemetry", "Threads",
                "Time",
                "Waybill",
                "WeChat", "XML",
            ],
            swiftSettings: strict),

        // `make bench`.
        .target(
            name: "CFloors", dependencies: ["CLibXML2", "CMicroHTTPD"], path: "Benchmarks/CFloors",
            linkerSettings: [.linkedLibrary("simdjson")]),
        .executableTarget(
            name: "bench",
            dependencies: [
                "CFloors", "Configuration", "Crypto", "Documents", "HTTP", "Ingress", "JSON", "KafkaLog", "LaneState",
                "Log", "Processor", "Records", "SingleRecords", "SQLiteLog", "Telemetry", "Time", "Waybill", "WeChat",
            ],
            path: "Benchmarks", exclude: ["CFloors"], swiftSettings: strict),

        testSupport("KafkaNodes", []),
        testSupport("TableFaults", ["Options"]),
        testSupport("Waiting", []),
        testSupport("LogConformance", ["Log", "Records", "SeedParcel", "SingleRecords", "Waiting", "Waybill"]),
        testSupport("Loopback", []),
        testSupport("SingleRecords", ["Log"]),
        testSupport("OddPushes", []),
        testSupport("SeedEvents", ["Documents"]),
        testSupport("SeedParcel", ["Log", "Records", "SingleRecords", "Waybill"]),
        testSupport(
            "Simulation",
            [
                "Documents", "JSON", "LaneState", "Log", "Processor", "Records", "SeedParcel", "SingleRecords",
                "Telemetry",
                "Waybill",
            ]),
        .executableTarget(
            name: "LogSecondProcess", dependencies: ["Log", "SingleRecords", "SQLiteLog"],
            path: "Tests/LogSecondProcess",
            swiftSettings: strict),

        tests("AccessTests", ["KafkaLog", "KafkaNodes", "Log", "LogConformance", "Program", "SingleRecords"]),
        tests(
            "AppTests",
            [
                "Configuration", "Crypto", "Documents", "Files", "JSON", "KafkaLog", "KafkaNodes", "LaneState", "Log",
                "LogConformance", "OddPushes", "Options", "OrderFields", "Processor", "Program", "Records",
                "SeedParcel", "SingleRecords", "SQLite", "SQLiteLog", "TableFaults", "Time", "Waiting", "Waybill",
                "WeChat",
            ]),
        tests("ConfigurationTests", ["Configuration", "Files", "Log", "Waybill"]),
        tests("CryptoTests", ["Crypto"]),
        tests("DocumentsTests", ["Documents", "JSON", "XML"]),
        tests("FilesTests", ["Files"]),
        tests("HTTPTests", ["HTTP", "Threads", "Waiting"]),
        tests("HTTPClientTests", ["HTTP", "HTTPClient", "Loopback", "Waiting"]),
        tests(
            "IngressTests",
            [
                "Following", "Ingress", "Log", "LogConformance", "Requests", "SingleRecords", "SQLiteLog", "Telemetry",
                "Waiting",
            ]),
        tests("JSONTests", ["Documents", "JSON", "SeedEvents"]),
        tests(
            "KafkaLogTests",
            [
                "CRdKafka", "KafkaLog", "KafkaNodes", "Log", "LogConformance", "Records", "SeedParcel", "SingleRecords",
                "Waiting", "Waybill",
            ]),
        tests("LaneStateTests", ["LaneState"]),
        tests("LogTests", ["Log", "SingleRecords"]),
        tests("OptionsTests", ["Options", "TableFaults"]),
        tests(
            "ProcessorTests",
            [
                "JSON", "LaneState", "Log", "Processor", "Records", "SeedParcel", "Simulation", "SingleRecords",
                "Telemetry", "Waybill",
            ]),
        tests("PushClientTests", ["Crypto", "HTTPClient", "Loopback", "PushClient", "SeedEvents"]),
        tests(
            "RecordsTests",
            [
                "Crypto", "Documents", "JSON", "Log", "OrderFields", "Processor", "Records", "SeedParcel",
                "SingleRecords", "Waybill", "XML",
            ]),
        tests("ReferenceTests", ["Waybill"]),
        tests(
            "SQLiteLogTests",
            ["Log", "LogConformance", "LogSecondProcess", "SingleRecords", "SQLite", "SQLiteLog", "Waiting"]),
        tests("TelemetryTests", ["Telemetry", "Time"]),
        tests("TidyTests", []),
        tests("TimeTests", ["Time"]),
        tests("WaybillTests", ["SeedParcel", "Waybill"]),
        tests(
            "WeChatTests",
            [
                "Crypto", "Documents", "JSON", "Log", "OddPushes", "OrderFields", "Processor", "Records", "SeedEvents",
                "SeedParcel", "SingleRecords", "Waybill", "WeChat", "XML",
            ]),
        tests("XMLTests", ["Documents", "JSON", "SeedEvents", "XML"]),
        tests("YAMLTests", ["Files", "YAML"]),
    ],
    cxxLanguageStandard: .cxx17
)
