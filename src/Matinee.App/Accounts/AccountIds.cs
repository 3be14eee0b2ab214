using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Accounts;

/// <summary>A sign-in ("family" of refresh tokens, or a page's cookie).</summary>
[JsonConverter(typeof(EntityIdJsonConverter<SessionId>))]
public readonly record struct SessionId(string Value) : IEntityId<SessionId>
{
    public static char Prefix => 'f';

    public static SessionId From(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(EntityIdJsonConverter<ApiKeyId>))]
public readonly record struct ApiKeyId(string Value) : IEntityId<ApiKeyId>
{
    public static char Prefix => 'k';

    public static ApiKeyId From(string value) => new(value);

    public override string ToString() => Value;
}

[JsonConverter(typeof(EntityIdJsonConverter<InviteId>))]
public readonly record struct InviteId(string Value) : IEntityId<InviteId>
{
    public static char Prefix => 'i';

    public static InviteId From(string value) => new(value);

    public override string ToString() => Value;
}
