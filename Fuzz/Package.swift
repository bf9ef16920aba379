// swift-tools-version: 6.2
import PackageDescription

// A package of its own, since libFuzzer and AddressSanitizer come in by unsafe flags, which the main package stays free
// of. Its rooms are the main package's, through the link Sources; `tools/fuzz` builds and runs it.
let fuzzed = ["-sanitize=fuzzer,address"]
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InferIsolatedConformances"),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .unsafeFlags(fuzzed),
]

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

let package = Package(
    name: "waybill",
    targets: [
        .systemLibrary(name: "CLibXML2", path: "Sources/CLibraries/CLibXML2", pkgConfig: "libxml-2.0"),
        .systemLibrary(name: "COpenSSL", path: "Sources/CLibraries/COpenSSL", pkgConfig: "libcrypto"),
        .target(
            name: "CSimdJSON", path: "Sources/CLibraries/CSimdJSON",
            cxxSettings: [.unsafeFlags(["-fsanitize=address,fuzzer-no-link"])],
            linkerSettings: [.linkedLibrary("simdjson")]),
        room("Documents"),
        room("Log"),
        room("Waybill"),
        room("Time"),
        room("XML", ["CLibXML2", "Documents"]),
        room("JSON", ["CSimdJSON", "Documents"]),
        room("Crypto", ["COpenSSL"]),
        room("OrderFields", ["Documents", "JSON", "Waybill"]),
        room("Records", ["Crypto", "Documents", "JSON", "Log", "OrderFields", "Time", "Waybill"]),
        room("WeChat", ["Crypto", "Documents", "JSON", "OrderFields", "Records", "Waybill", "XML"]),

        .systemLibrary(name: "CFuzzer", path: "CFuzzer"),
        // gold fails on what libFuzzer brings; lld does not.
        .executableTarget(
            name: "fuzz",
            dependencies: [
                "CFuzzer", "Crypto", "Documents", "JSON", "Log", "OrderFields", "Records", "Waybill", "WeChat", "XML",
            ],
            path: "Entries", swiftSettings: strict,
            linkerSettings: [.unsafeFlags(fuzzed + ["-use-ld=lld"])]),
    ],
    cxxLanguageStandard: .cxx17
)
