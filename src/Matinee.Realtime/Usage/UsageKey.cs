using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Matinee.Realtime.Usage;

/// <summary>Numbers that stand for users and addresses between nodes: short, the same everywhere, and nobody's name.</summary>
internal static class UsageKey
{
    public static ulong OfUser(string user) => Of("u:" + user);

    public static ulong OfAddress(string address) => Of("a:" + address);

    private static ulong Of(string text) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}
