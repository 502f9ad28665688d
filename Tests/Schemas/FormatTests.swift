import Schemas
import Testing

@Suite struct FormatTests {
    private func finding(_ format: TextFormat, _ text: String) -> String? {
        format.finding(in: text).map { ($0.level == .warning ? "warning " : "") + $0.text }
    }

    @Test(arguments: [
        "91410823MA9K7Q2W5D", "91411523MA44QH8X7Y", "91410422MA47RT6Y3Q", "91410222MA45CD3F10",
        "91410800083123451M", "11410222005588122J", "12411523417703123U", "92410422MA46AB3C1Q",
        "93410823MA3X9F2L78", "N2410823MF0123451R", "91350100M000100Y43",
    ])
    func admitsUSCC(_ text: String) { #expect(finding(.uscc, text) == nil) }

    @Test(arguments: [
        ("91410823MA9K7Q2W5E", "warning 统一社会信用代码校验码不符（按 GB 32100-2015 应为 D），请核对"),
        ("91350100M0001TGQXM", "warning 统一社会信用代码校验码不符（按 GB 32100-2015 应为 1），请核对"),
        ("91350203M0001FUE2P", "warning 统一社会信用代码校验码不符（按 GB 32100-2015 应为 J），请核对"),
        ("91410823MA9K7Q2W5", "应为 18 位统一社会信用代码，实有 17 位"),
        ("", "应为 18 位统一社会信用代码，实有 0 位"),
        ("91410823ma9k7q2w5d", "统一社会信用代码第 9 位不能为“m”（只用数字和大写字母，不用 I、O、S、V、Z）"),
        ("91410823MA9K7Q2W5O", "统一社会信用代码第 18 位不能为“O”（只用数字和大写字母，不用 I、O、S、V、Z）"),
        ("9141082AMA9K7Q2W5D", "统一社会信用代码第 3 至 8 位应为 6 位数字的行政区划代码"),
        ("９1410823MA9K7Q2W5D", "含全角字符“９”，应使用半角字符"),
        ("91410823MA9K7Q2W5号", "应为 18 位统一社会信用代码，只含数字和字母"),
    ])
    func complainsAboutUSCC(_ text: String, _ expected: String) {
        #expect(finding(.uscc, text) == expected)
    }

    @Test(arguments: [
        "410802199001010010", "410823198512310020", "41082319900307006X", "41082319900307006x",
        "411523200105120013", "410222198808124017", "410422199306302026",
    ])
    func admitsResidentID(_ text: String) { #expect(finding(.residentID, text) == nil) }

    @Test(arguments: [
        ("410802199001010011", "居民身份证号码校验码不符，请核对"),
        ("410802199002300010", "居民身份证号码第 7 至 14 位不是存在的出生日期"),
        ("410802199013010010", "居民身份证号码第 7 至 14 位不是存在的出生日期"),
        ("41080219900101001Y", "居民身份证号码第 18 位应为数字或 X"),
        ("41080X199001010010", "居民身份证号码前 17 位应为数字，第 6 位不是"),
        ("410802900101001", "15 位的第一代居民身份证号码已停用，应为 18 位"),
        ("4108021990010100", "应为 18 位居民身份证号码，实有 16 位"),
        ("４10802199001010010", "含全角字符“４”，应使用半角字符"),
        ("91410823MA9K7Q2W5D", "居民身份证号码前 17 位应为数字，第 9 位不是"),
    ])
    func complainsAboutResidentID(_ text: String, _ expected: String) {
        #expect(finding(.residentID, text) == expected)
    }

    @Test(arguments: [
        "2509-320193-89-01-544060", "2019-410803-44-03-012345", "1601-410800-00-00-000000",
        "9912-410800-00-00-000000",
    ])
    func admitsProjectCode(_ text: String) { #expect(finding(.projectCode, text) == nil) }

    @Test(arguments: [
        ("2024-410803-44-01-123456", "warning 投资项目代码前 4 位应为年月（如 2509）或 2015 至 2020 的年份，请核对"),
        ("1501-410803-44-01-123456", "warning 投资项目代码前 4 位应为年月（如 2509）或 2015 至 2020 的年份，请核对"),
        ("250932019389015440600000", "应为 24 位投资项目代码，如 2509-320193-89-01-544060"),
        ("2509-320193-89-01-54406", "应为 24 位投资项目代码，如 2509-320193-89-01-544060"),
        ("2509－320193-89-01-544060", "含全角字符“－”，应使用半角字符"),
    ])
    func complainsAboutProjectCode(_ text: String, _ expected: String) {
        #expect(finding(.projectCode, text) == expected)
    }

    @Test(arguments: [
        "豫（2024）焦作市不动产权第0012345号", "皖（2017）蚌埠市不动产权第0025588号",
        "豫(2024)新县不动产权第1234号", "豫 （２０２４） 武陟县 不动产权第 00123456 号",
    ])
    func admitsRealEstateCertificate(_ text: String) {
        #expect(finding(.realEstateCertificate, text) == nil)
    }

    @Test(arguments: [
        "焦房权证字第12345号", "豫（2024）焦作市不动产权第001号", "豫（2024）焦不动产权第0012345号",
        "美（2024）焦作市不动产权第0012345号", "豫（24）焦作市不动产权第0012345号", "", "豫",
        "豫（2024）焦作市不动产权第0012345号附页", "号号号号号号号号号号号号号号号号号号号号",
    ])
    func doubtsRealEstateCertificate(_ text: String) {
        #expect(
            finding(.realEstateCertificate, text)
                == "warning 一般应为“豫（2024）××市不动产权第0012345号”的形式，请核对"
        )
    }

    @Test(arguments: [
        "13803910001", "19912345678", "+8613803910001", "+86 13803910001", "+86-13803910001",
    ])
    func admitsMobile(_ text: String) {
        #expect(finding(.mobile, text) == nil)
        #expect(finding(.phone, text) == nil)
    }

    @Test(arguments: [
        "0375-8090110", "03758090110", "010-12345678", "0371-12345678-8001", "+86 0375-8090110",
    ])
    func admitsLandline(_ text: String) {
        #expect(finding(.phone, text) == nil)
        #expect(finding(.mobile, text) == "应为 11 位手机号码")
    }

    @Test(arguments: [
        ("95598", "短号码不能作为联系电话，应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("8090110", "应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("12803910001", "应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("1380391000", "应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("138 0391 0001", "应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("0375-8090110-", "应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("0375-809", "应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("", "应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("+86", "应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("+8713803910001", "应为手机号码或带区号的固定电话，如 0375-8090110"),
        ("１3803910001", "含全角字符“１”，应使用半角字符"),
    ])
    func complainsAboutPhone(_ text: String, _ expected: String) {
        #expect(finding(.phone, text) == expected)
    }

    @Test(arguments: ["410823", "410823000000", "410823101201"])
    func admitsDivisionCode(_ text: String) { #expect(finding(.divisionCode, text) == nil) }

    @Test(arguments: ["41082", "4108230", "41082A", "410823 "])
    func complainsAboutDivisionCode(_ text: String) {
        #expect(finding(.divisionCode, text) == "应为 6 位或 12 位数字的行政区划代码")
    }

    @Test(arguments: [
        (TextFormat.date, "2024-9-1", "应为 yyyy-MM-dd 格式的日期"),
        (.date, "2023-02-29", "应为存在的日期（yyyy-MM-dd）"),
        (.dateTime, "2024-09-01 08:30:00", "应为带时区的日期时间，如 2024-09-01T08:30:00+08:00"),
        (.dateTime, "2024-02-30T08:30:00Z", "应为存在的日期时间，如 2024-09-01T08:30:00+08:00"),
        (.email, "a@b@", "应为电子邮件地址"),
    ])
    func saysWhatIsWrong(_ format: TextFormat, _ text: String, _ expected: String) {
        #expect(finding(format, text) == expected)
    }
}
