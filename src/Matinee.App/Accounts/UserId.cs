using System.Text.Json.Serialization;
using Matinee.App.Database;

namespace Matinee.App.Accounts;

[JsonConverter(typeof(EntityIdJsonConverter<UserId>))]
public readonly record struct UserId(string Value) : IEntityId<UserId>
{
    public static char Prefix => 'u';

    public static UserId From(string value) => new(value);

    public override string ToString() => Value;
}
