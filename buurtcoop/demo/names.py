"""Names for the invented neighbours, by language; none of them is anybody we know.

Dutch surnames carry their prefix before a bar: `van der|Meer`.
"""

CALL_NAMES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # language: (names of who is 60 or older, names of who is younger)
    "nl": (
        (
            *("Riet", "Jan", "Corrie", "Gerda", "Piet", "Bep", "Jopie", "Kees", "Annie", "Nel"),
            *("Theo", "Toos", "Hannie", "Loek", "Greet", "Tineke", "Bert", "Ria", "Herman"),
            *("Trudy", "Joop", "Dick", "Mien", "Gerrit", "Tiny", "Leo", "Wil", "Sjaan", "Harm"),
            *("Coby", "Aad", "Ineke", "Nico", "Thea", "Frits", "Lenie", "Cor", "Marga", "Rinus"),
        ),
        (
            *("Sanne", "Daan", "Fleur", "Jeroen", "Linda", "Sander", "Esther", "Mark", "Lotte"),
            *("Ruben", "Anouk", "Stefan", "Kim", "Wouter", "Maaike", "Thijs", "Roos", "Erik"),
            *("Femke", "Jasper", "Petra", "Niels", "Carla", "Joris", "Eva", "Peter", "Marit"),
            *("Arjan", "Naomi", "Sjoerd", "Merel", "Remco", "Judith", "Tom", "Hilde", "Gijs"),
            *("Nienke", "Martijn", "Silke", "Bas", "Yvonne", "Floor", "Paul", "Jolanda", "Koen"),
        ),
    ),
    "en": (("Margaret", "Winston"), ("Grace", "Liam", "Priya", "Kofi", "Maya", "Nathan", "Abena")),
    "tr": (("Hatice", "Mehmet"), ("Elif", "Emre", "Zeynep", "Murat", "Selin", "Kerem", "Derya")),
    "ar": (("Amina", "Yusuf"), ("Samir", "Layla", "Karim", "Nadia", "Omar", "Hanan", "Bilal")),
    "pl": (("Halina", "Stanisław"), ("Piotr", "Agnieszka", "Tomasz", "Magda", "Paweł", "Ewa")),
    "uk": (("Halyna", "Mykola"), ("Oksana", "Taras", "Daryna", "Bohdan")),
}

SURNAMES: dict[str, tuple[str, ...]] = {
    "nl": (
        *("Aalbers", "van den|Akker", "Bakels", "van der|Berg", "Blok", "Boersma", "de|Boer"),
        *("Bosman", "ten|Brink", "Brouwer", "de|Bruin", "van|Dam", "Dijkstra", "van|Doorn"),
        *("Driessen", "van|Elst", "Evers", "Faber", "Franken", "Gerritsen", "de|Goede"),
        *("van der|Heide", "Hoekstra", "Hofman", "van|Houten", "Huisman", "Jaspers", "de|Jager"),
        *("Kamphuis", "Keizer", "van|Kempen", "Klaver", "Knol", "Koster", "Kramer", "Kroon"),
        *("Lammers", "van|Leeuwen", "van der|Linden", "Maas", "van der|Meer", "Meulenbelt"),
        *("Mol", "Molenaar", "Nieuwland", "Noorman", "Ottens", "Pieters", "van der|Ploeg"),
        *("Postma", "Prins", "Reinders", "van|Rijn", "Roelofs", "Romijn", "Ruiter", "Schippers"),
        *("Schut", "Slager", "Snijders", "van|Straten", "Timmer", "Tuinstra", "Veldman"),
        *("van|Velzen", "Verbeek", "Vermeer", "Visser", "Vogel", "de|Vries", "Wagenaar"),
        *("Westra", "Wiersma", "de|Wit", "Wolters", "Zandstra", "van|Zanten", "Zwart"),
    ),
    "en": ("Mensah", "O’Connor", "Sharma", "Boateng", "Fernandes", "Clarke", "Hughes", "Osei"),
    "tr": ("Yılmaz", "Kaya", "Demir", "Çelik", "Şahin", "Aydın", "Öztürk"),
    "ar": ("Haddad", "El Amrani", "Bouzid", "Nasser", "Yassin", "Khalil"),
    "pl": ("Nowak", "Kowalska", "Wiśniewski", "Zielińska", "Kamiński"),
    "uk": ("Melnyk", "Kovalenko", "Tkachenko"),
}
