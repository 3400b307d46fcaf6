"""From a need to suitable partners, each with the reasons why."""
