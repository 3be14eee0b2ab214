using System.Text.Json.Serialization;

namespace Matinee.App.Accounts;

/// <summary>What an account may do. Lower-case in JSON, tokens and the database. Ordered: a later one may all that an earlier may.</summary>
[JsonConverter(typeof(RoleJsonConverter))]
public enum Role
{
    /// <summary>A name for a while, without an account: watches and joins rooms, owns nothing.</summary>
    Guest,

    /// <summary>Uploads, and owns what it uploaded.</summary>
    Member,

    /// <summary>Everything, of everybody.</summary>
    Admin,
}

internal sealed class RoleJsonConverter() : JsonStringEnumConverter<Role>(System.Text.Json.JsonNamingPolicy.CamelCase, allowIntegerValues: false);
