using System.Security.Cryptography;
using System.Text;

namespace Matinee.Brokers.Redis;

/// <summary>A script and its digest, by which a server knows it once it has run it.</summary>
internal sealed class RedisScript
{
    private RedisScript(string text)
    {
        Text = text;
#pragma warning disable CA5350 // EVALSHA names scripts by SHA-1.
        Digest = SHA1.HashData(Encoding.UTF8.GetBytes(text));
#pragma warning restore CA5350
    }

    public static RedisScript Append { get; } = new(Read("log") + Read("append"));

    public static RedisScript Top { get; } = new(Read("log") + Read("top"));

    public static RedisScript ReadLog { get; } = new(Read("log") + Read("read"));

    public static RedisScript Begin { get; } = new(Read("begin"));

    public static RedisScript Restore { get; } = new(Read("restore"));

    public static RedisScript Take { get; } = new(Read("take"));

    public static RedisScript Publish { get; } = new(Read("publish"));

    public static RedisScript Clock { get; } = new(Read("clock"));

    public string Text { get; }

    public byte[] Digest { get; }

    private static string Read(string name)
    {
        using var stream = typeof(RedisScript).Assembly.GetManifestResourceStream(name + ".lua") ?? throw new InvalidOperationException($"{name}.lua was not built in.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
