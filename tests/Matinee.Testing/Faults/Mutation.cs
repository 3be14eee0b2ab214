namespace Matinee.Testing.Faults;

/// <summary>Damages a file the way disks, networks and attackers do. The same seed gives the same damage.</summary>
public static class Mutation
{
    public static byte[] Of(byte[] original, int seed)
    {
        var random = new Random(seed);
        var bytes = (byte[])original.Clone();
        // Headers and indexes stand at the ends; most hits go there, because that is where a parser decides.
        int Place() => random.Next(4) switch
        {
            0 => random.Next(Math.Min(bytes.Length, 256)),
            1 => random.Next(Math.Min(bytes.Length, 8 * 1024)),
            2 => bytes.Length - 1 - random.Next(Math.Min(bytes.Length, 8 * 1024)),
            _ => random.Next(bytes.Length),
        };
        switch (random.Next(6))
        {
            case 0: // single bits
                for (var i = random.Next(1, 40); i > 0; i--)
                    bytes[Place()] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1: // extreme values where sizes and counts may be
                for (var i = random.Next(1, 12); i > 0; i--)
                    Array.Fill(bytes, random.Next(2) == 0 ? (byte)0xFF : (byte)0, Math.Min(Place(), Math.Max(0, bytes.Length - 8)), Math.Min(8, bytes.Length));
                return bytes;
            case 2: // cut off
                return bytes[..random.Next(1, bytes.Length)];
            case 3: // a hole
                var hole = random.Next(1, Math.Min(bytes.Length, 64 * 1024));
                var at = random.Next(bytes.Length - hole + 1);
                return [.. bytes.AsSpan(0, at), .. bytes.AsSpan(at + hole)];
            case 4: // a piece twice
                var piece = random.Next(1, Math.Min(bytes.Length, 64 * 1024));
                var from = random.Next(bytes.Length - piece + 1);
                return [.. bytes.AsSpan(0, from + piece), .. bytes.AsSpan(from)];
            default: // noise
                var length = random.Next(1, Math.Min(bytes.Length, 4 * 1024));
                random.NextBytes(bytes.AsSpan(random.Next(bytes.Length - length + 1), length));
                return bytes;
        }
    }
}
