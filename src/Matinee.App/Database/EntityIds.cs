using System.Data;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Dapper;

namespace Matinee.App.Database;

/// <summary>Makes, checks and stores typed ids. The text form is the only form: in JSON, in URLs and in the database.</summary>
public static class EntityIds
{
    public const int Length = 17;

    private const string Alphabet = "0123456789abcdefghjkmnpqrstvwxyz";

    private static readonly System.Buffers.SearchValues<char> Letters = System.Buffers.SearchValues.Create(Alphabet);

    public static T New<T>(TimeProvider time) where T : struct, IEntityId<T>
    {
        var milliseconds = (ulong)time.GetUtcNow().ToUnixTimeMilliseconds();
        Span<byte> random = stackalloc byte[4];
        RandomNumberGenerator.Fill(random);
        var bits = ((UInt128)(milliseconds & 0xFFFF_FFFF_FFFF) << 32) | BitConverter.ToUInt32(random);
        return T.From(string.Create(Length, bits, static (chars, value) =>
        {
            chars[0] = T.Prefix;
            for (var i = Length - 1; i >= 1; i--)
            {
                chars[i] = Alphabet[(int)(value & 31)];
                value >>= 5;
            }
        }));
    }

    public static bool TryParse<T>([NotNullWhen(true)] string? text, out T id) where T : struct, IEntityId<T>
    {
        id = default;
        if (text is not { Length: Length } || text[0] != T.Prefix || text.AsSpan(1).ContainsAnyExcept(Letters))
            return false;
        id = T.From(text);
        return true;
    }

    /// <summary>Teaches Dapper the id type. Idempotent; call it from the feature's <c>AddX</c>.</summary>
    public static void Register<T>() where T : struct, IEntityId<T> => SqlMapper.AddTypeHandler(new Handler<T>());

    private sealed class Handler<T> : SqlMapper.TypeHandler<T> where T : struct, IEntityId<T>
    {
        public override void SetValue(IDbDataParameter parameter, T value) => parameter.Value = value.Value;

        public override T Parse(object value) => T.From((string)value);
    }
}
