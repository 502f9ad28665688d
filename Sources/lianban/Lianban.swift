@main struct Lianban {
    static func main() {
        print("lianban")
    }
}
