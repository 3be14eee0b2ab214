using System.Text.Json.Serialization;

namespace Matinee.App.Library;

/// <summary>Who may watch. Lower-case in JSON and in the catalogue.</summary>
[JsonConverter(typeof(CamelCaseEnumConverter<Visibility>))]
public enum Visibility
{
    /// <summary>The owner and administrators.</summary>
    Private,

    /// <summary>Everyone with an account here.</summary>
    Members,

    /// <summary>Whoever has the link; in no list.</summary>
    Unlisted,

    /// <summary>Everyone, in every list.</summary>
    Public,

    /// <summary>Whoever has the link and knows the password; in no list.</summary>
    Password,
}
