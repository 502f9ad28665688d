// swift-tools-version: 6.2
// The manifest is the layer diagram: a target may use only what `mayUse` allows and what is declared above it.
import PackageDescription

enum Layer: String {
    case c = "C"
    case library = "Libraries"
    case core = "Core"
    case hub = "Hub"
    case app = "lianban"
}

let mayUse: [Layer: Set<Layer>] = [
    .c: [],
    .library: [.c],
    .core: [.library, .core],
    .hub: [.library, .core, .hub],
    .app: [.library, .core, .hub],
]
nonisolated(unsafe) var layerOf: [String: Layer] = [:]  // a manifest is evaluated on one thread

let strict: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

func check(_ name: String, _ layer: Layer, _ uses: [String]) {
    for used in uses {
        guard let its = layerOf[used] else { fatalError("\(name): declare \(used) above it") }
        precondition(
            mayUse[layer, default: []].contains(its),
            "\(layer.rawValue)/\(name) may not use \(its.rawValue)/\(used)"
        )
    }
    layerOf[name] = layer
}

/// A C library that Debian installs: a module map and a shim header.
func system(_ name: String, pkgConfig: String, apt: String) -> Target {
    check(name, .c, [])
    return .systemLibrary(
        name: name,
        path: "Sources/C/\(name)",
        pkgConfig: pkgConfig,
        providers: [.apt([apt])]
    )
}

/// A C or C++ shim that has to be compiled.
func shim(_ name: String, links: [String] = []) -> Target {
    check(name, .c, [])
    return .target(
        name: name,
        path: "Sources/C/\(name)",
        linkerSettings: links.map { .linkedLibrary($0) }
    )
}

func target(_ name: String, in layer: Layer, uses: [String] = []) -> Target {
    check(name, layer, uses)
    return .target(
        name: name,
        dependencies: uses.map { .byName(name: $0) },
        path: "Sources/\(layer.rawValue)/\(name)",
        swiftSettings: strict
    )
}

func executable(_ name: String, uses: [String]) -> Target {
    check(name, .app, uses)
    return .executableTarget(
        name: name,
        dependencies: uses.map { .byName(name: $0) },
        path: "Sources/\(name)",
        swiftSettings: strict
    )
}

func tests(_ name: String, uses: [String], excluded: [String] = []) -> Target {
    .testTarget(
        name: "\(name)Tests",
        dependencies: uses.map { .byName(name: $0) },
        path: "Tests/\(name)",
        exclude: excluded,
        swiftSettings: strict
    )
}

/// The fuzz driver: a program beside the tests, because what it looks for kills the process.
func fuzzDriver(uses: [String]) -> [Target] {
    [
        .target(name: "CFuzzMemory", path: "Tests/Fuzz/Memory"),
        .executableTarget(
            name: "lianban-fuzz",
            dependencies: (uses + ["CFuzzMemory"]).map { .byName(name: $0) },
            path: "Tests/Fuzz/Driver",
            swiftSettings: strict
        ),
    ]
}

let package = Package(
    name: "lianban",
    targets: [
        system("CRabbitMQ", pkgConfig: "librabbitmq", apt: "librabbitmq-dev"),
        system("COpenSSL", pkgConfig: "openssl", apt: "libssl-dev"),
        system("CSQLite", pkgConfig: "sqlite3", apt: "libsqlite3-dev"),
        system("CXML2", pkgConfig: "libxml-2.0", apt: "libxml2-dev"),
        system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev"),
        system("CMicroHTTPD", pkgConfig: "libmicrohttpd", apt: "libmicrohttpd-dev"),
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev"),
        shim("CSimdJSON", links: ["simdjson"]),
        // libm: rounding doubles calls it, and nothing else in the pure core would link it.
        shim("CRE2", links: ["re2", "m"]),
        shim("CSystem"),

        target("System", in: .library, uses: ["CSystem"]),
        target("Iconv", in: .library, uses: ["CSystem"]),
        target("SimdJSON", in: .library, uses: ["CSimdJSON"]),
        target("XML2", in: .library, uses: ["CXML2"]),
        target("YAML", in: .library, uses: ["CYAML"]),
        target("RE2", in: .library, uses: ["CRE2"]),
        target("OpenSSL", in: .library, uses: ["COpenSSL"]),
        target("SQLite", in: .library, uses: ["CSQLite"]),
        target("RabbitMQ", in: .library, uses: ["CRabbitMQ"]),
        target("MicroHTTPD", in: .library, uses: ["CMicroHTTPD"]),
        target("Curl", in: .library, uses: ["CCurl"]),

        target("Values", in: .core),
        target("Explanations", in: .core),
        target("Formats", in: .core, uses: ["Values", "SimdJSON", "XML2", "Iconv"]),
        target("Expressions", in: .core, uses: ["Values", "RE2"]),
        target("Schemas", in: .core, uses: ["Values", "RE2", "YAML"]),
        target(
            "Contracts",
            in: .core,
            uses: ["Values", "Formats", "Expressions", "Schemas", "YAML", "OpenSSL"]
        ),
        target("Cases", in: .core, uses: ["Values", "Expressions", "Contracts"]),
        target(
            "Documents",
            in: .core,
            uses: ["Values", "Formats", "Schemas", "Expressions", "Contracts", "OpenSSL"]
        ),

        target("Stores", in: .hub, uses: ["Values", "Formats", "SQLite", "System"]),
        target("Broker", in: .hub, uses: ["RabbitMQ", "System"]),
        target(
            "Pipeline",
            in: .hub,
            uses: [
                "Values", "Formats", "Expressions", "Contracts", "Cases", "Stores", "Broker",
                "RabbitMQ", "OpenSSL", "System",
            ]
        ),
        target(
            "Partners",
            in: .hub,
            uses: [
                "Values", "Formats", "Expressions", "Contracts", "Broker", "Pipeline", "RabbitMQ",
                "System",
            ]
        ),
        target(
            "Examples",
            in: .hub,
            uses: [
                "Values", "Formats", "Expressions", "Schemas", "Contracts", "Documents", "Cases",
                "Stores", "Pipeline", "System",
            ]
        ),
        target(
            "Console",
            in: .hub,
            uses: ["Values", "Formats", "Stores", "Pipeline", "MicroHTTPD", "Curl", "System"]
        ),

        executable(
            "lianban",
            uses: [
                "Values", "Explanations", "Formats", "Expressions", "Schemas", "Contracts", "Cases",
                "Documents", "Stores", "Broker", "Pipeline", "Examples", "Console", "Partners",
                "System", "RabbitMQ", "Curl", "OpenSSL",
            ]
        ),

        tests(
            "Libraries",
            uses: [
                "SimdJSON", "XML2", "YAML", "RE2", "OpenSSL", "SQLite", "Iconv", "System",
                "MicroHTTPD", "Curl",
            ]
        ),
        tests("Values", uses: ["Values"]),
        tests("Formats", uses: ["Formats", "Values"]),
        tests("Expressions", uses: ["Expressions", "Values", "Formats"]),
        tests("Schemas", uses: ["Schemas", "Values", "Formats"]),
        tests(
            "Contracts",
            uses: [
                "lianban", "Contracts", "Explanations", "Values", "Formats", "Expressions",
                "Schemas", "OpenSSL", "System",
            ],
            excluded: ["oracle", "wrong"]
        ),
        tests(
            "Cases",
            uses: ["Cases", "Contracts", "Values", "Formats", "Schemas", "Expressions"]
        ),
        tests(
            "Documents",
            uses: [
                "Documents", "Contracts", "Schemas", "Formats", "Values", "XML2", "System",
                "lianban", "Examples",
                "Pipeline",
            ]
        ),
        tests("Stores", uses: ["Stores", "Values", "SQLite"]),
        tests("Broker", uses: ["Broker", "RabbitMQ", "System"]),
        tests(
            "Pipeline",
            uses: [
                "Pipeline", "Stores", "Cases", "Contracts", "Values", "Formats", "System",
            ]
        ),
        tests(
            "Examples",
            uses: [
                "Examples", "Explanations", "Pipeline", "Partners", "Documents", "Contracts",
                "Formats", "Values", "System",
            ]
        ),
        tests(
            "System",
            uses: ["Values", "Formats", "Broker", "RabbitMQ", "Curl", "OpenSSL", "System"]
        ),
        tests(
            "CommandLine",
            uses: [
                "lianban", "Explanations", "Pipeline", "Stores", "Contracts", "Values", "Formats",
                "System",
            ]
        ),
        tests("Fuzz", uses: ["lianban-fuzz", "System"], excluded: ["Driver", "Memory"]),
        tests("Tidy", uses: []),
    ]
        + fuzzDriver(
            uses: [
                "Values", "Formats", "Expressions", "Schemas", "Contracts", "Pipeline", "System",
            ]
        ),
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)
