namespace Matinee.App.Moderation;

/// <summary>Something that administrators may set while the program runs.</summary>
internal interface ISiteSetting
{
    string Name { get; }

    /// <summary>Puts a value into force that another node, or a former start, accepted. What cannot be read changes nothing.</summary>
    void Apply(string json);
}
