// Words of column names by meaning, in English, German, French, Spanish, Italian, Portuguese, Dutch and Polish, in
// lower case and without accents. Constant tables; names_words.cpp sorts them. A word stands in one group only.
#pragma once

#include <array>
#include <string_view>

#include "gates/pii_scan/names_words.hpp"

namespace tollgate::pii_scan {

/// Words of one meaning, separated by blanks.
struct Synonyms {
  Concept meaning;
  std::string_view words;
};

inline constexpr auto synonyms = std::to_array<Synonyms>({
    {Concept::filler,
     "the a an of on for in as und oder der die das des dem den von vom zur zum fur im et de du la le les l d "
     "en au aux pour el los las y del para por con di della dello degli dei delle e da do dos na o i z w ze "
     "het een van voor op and or my your our"},
    {Concept::modifier,
     "werk lavoro trabajo trabalho praca v digits bureau maison travail casa pref pro perso electronico electronica "
     "elettronica electroniques old new "
     "previous prev former current curr latest "
     "recent original orig primary secondary prim main "
     "principal alt alternate alternative other additional extra default home work office personal business "
     "corporate day daytime evening night raw clean cleaned normalized normalised canonical lower lowercase "
     "lowercased upper trimmed formatted unformatted plain plaintext cleartext text txt str string value val "
     "data info information details detail field attr attribute property prop permanent temporary temp tmp "
     "registered official unconfirmed local international external direct e164 dim fact stg src tgt target hs "
     "pii unmasked decrypted unencrypted c backup emergency personnel personnelle privat privee privado "
     "privada privato dienstlich geschaftlich beruflich fixe fijo fisso fixo vast principale secondaire "
     "professionnel professionnelle profesional aziendale alternativo alternativa secundario komorkowy "
     "komorkowego stacjonarny domowy sluzbowy prywatny prive zakelijk residential residencial residence "
     "residencia residenza zamieszkania wohn haupt postal postale postali postala post postadres "
     "korespondencyjny complement supplement bis kontaktowy contacto elettronico electronique elektronisch "
     "zameldowania legale mailing physical geo one two three hex pem ascii utf8 json jsonb xml csv array "
     "concat combined joined"},
    {Concept::party,
     "supplied billing bill shipping delivery deliver ship pickup soldto billto shipto payto remit livraison "
     "facturation envio facturacion entrega faturamento cobranca spedizione fatturazione consegna lieferung "
     "rechnungs liefer versand aflever factuur bezorg dostawy wysylki rozliczeniowy by from to assigned"},
    // Humans in a role.
    {Concept::person,
     "consumer kid occupant assistant fille person people individual human customer cust client clnt employee emp empl "
     "staff worker patient "
     "pat pt "
     "guest visitor passenger pax student pupil teacher tutor instructor professor trainer coach lecturer "
     "author writer editor reviewer commenter commentator poster submitter owner manager mgr supervisor boss "
     "director executive officer clerk representative rep broker advisor adviser consultant counselor attorney "
     "lawyer solicitor judge plaintiff defendant witness victim suspect inmate offender juror physician doctor "
     "dr surgeon nurse dentist therapist caregiver carer pharmacist clinician practitioner radiologist "
     "pathologist anesthesiologist applicant candidate interviewer interviewee interviewed recruiter referrer "
     "referee contractor freelancer technician engineer developer pilot courier rider landlord lessee lessor "
     "renter borrower lender debtor creditor guarantor cosigner signer signatory signatary notary trustee "
     "beneficiary payee payer payor donor subscriber subscr insured insuree policyholder claimant dependent "
     "dependant child parent mother father mom dad brother sister sibling spouse husband wife guardian "
     "relative heir mbr member resident citizen voter player athlete participant attendee invitee registrant "
     "recipient receiver addressee sender consignee consignor buyer purchaser shopper seller salesperson "
     "salesman salesrep callee cashier bartender waiter chef actor actress singer musician composer lead "
     "prospect requester requestor reporter assignee approver creator uploader follower friend colleague "
     "coworker crew crewmember inspector auditor investigator analyst organizer organiser speaker presenter "
     "moderator founder shareholder investor ceo cfo cto alumnus alumni graduate volunteer mentor mentee "
     "nominee appointee conservator executor deceased decedent bride groom baby infant newborn kunde kunden "
     "mitarbeiter arbeitnehmer angestellter angestellten benutzer patienten gast besteller kaufer verkaufer "
     "empfanger absender mieter vermieter schuldner glaubiger antragsteller versicherter versicherten "
     "versicherungsnehmer mitglied mitglieder schuler lehrer arzt fahrer betreuer sachbearbeiter vertreter "
     "vorgesetzter erziehungsberechtigter ehepartner ehegatte eltern mutter vater halter auftraggeber "
     "bearbeiter teilnehmer bewerber cliente clientes employe salarie collaborateur utilisateur destinataire "
     "expediteur acheteur vendeur locataire proprietaire beneficiaire assure adherent abonne eleve etudiant "
     "enseignant professeur medecin conducteur responsable conjoint mere pere enfant titulaire contacte "
     "demandeur interlocuteur empleado trabajador paciente usuario destinatario remitente comprador vendedor "
     "inquilino propietario beneficiario asegurado socio alumno estudiante profesor medico conductor conyuge "
     "madre padre hijo titular solicitante persona huesped pasajero representante apoderado dipendente "
     "paziente utente mittente acquirente venditore proprietario assicurato alunno studente docente autista "
     "coniuge figlio intestatario richiedente ospite passeggero referente funcionario utilizador remetente "
     "morador segurado aluno estudante motorista conjuge mae pai filho hospede passageiro pessoa colaborador "
     "klant klanten medewerker werknemer gebruiker ontvanger afzender koper verkoper huurder verhuurder "
     "verzekerde lid leerling arts bestuurder moeder vader klient klienta klienci pracownik pracownika pacjent "
     "pacjenta uzytkownik uzytkownika odbiorca odbiorcy nadawca nadawcy najemca ubezpieczony ucznia uczen "
     "nauczyciel lekarz lekarza kierowca kierowcy matka matki ojciec ojca dziecko dziecka wlasciciel "
     "wlasciciela"},
    {Concept::holder,
     "cardholder accountholder kontoinhaber karteninhaber ansprechpartner ansprechperson kontaktperson "
     "contactpersoon rekeninghouder titolare posiadacz nominativo kin inhaber holder"},
    {Concept::contact, "contact kontakt contatto contato"},
    {Concept::user, "user usr"},
    {Concept::login,
     "username login logon nick benutzername identifiant pseudo pseudonyme pseudonym gebruikersnaam "
     "screenname handle"},
    // Whatever else has a name, an address or a number of its own.
    {Concept::thing,
     "product prod item article sku good manufacturer maker file filename document doc folder dir directory "
     "table tbl column col schema database hostname computer pod "
     "bucket queue topic partition index idx event plan package pkg module class func procedure proc routine "
     "trigger constraint rule metric measure dimension report dashboard chart widget tab menu button form "
     "section promo promotion coupon discount offer deal opportunity pipeline stage step task job project "
     "ticket epic sprint milestone branch repo repository commit tag build environment env app application "
     "feature experiment segment audience medium site website store shop warehouse facility plant hotel "
     "restaurant school university college company comp corp corporation organization organisation org "
     "enterprise firm vendor supplier distributor wholesaler merchant retailer dealer airline shipper agency "
     "institution hospital clinic insurer employer team dept department division group grp role "
     "position title course lesson exam grade program programme degree cat subcategory genre film movie song "
     "track album artist playlist game episode series league tournament species breed animal pet vehicle car "
     "truck flight train station stop airport drug medication medicine drugs substance ingredient recipe dish "
     "food meal material component asset equipment tool sensor service svc tier collection catalog catalogue "
     "theme color colour shade style weekday holiday fund stock portfolio bond exchange market territory "
     "resource endpoint variable var parameter param setting option config configuration cron workflow pattern "
     "regex alert monitor incident log logger destination connector integration plugin addon lib framework "
     "font icon emoji symbol tenant workspace namespace realm test question survey poll list lists board row "
     "sheet workbook space room bed ward floor desk seat gate short generic scientific common trade internal "
     "macro enum process center produkt produkte artikel datei dateien tabelle firma firmen unternehmen "
     "lieferant lieferanten hersteller marke laden filiale verein schule behorde abteilung gruppe projekt "
     "sorte auftrag bestellung rechnung vertrag produit fichier entreprise societe fournisseur "
     "fabricant marque magasin boutique ecole departement groupe projet categorie commande facture contrat "
     "jour mois ressource tache producto articulo archivo fichero empresa compania proveedor fabricante marca "
     "tienda almacen escuela departamento grupo proyecto categoria pedido factura contrato sucursal fantasia "
     "comercial prodotto articolo azienda ditta societa fornitore produttore negozio magazzino scuola reparto "
     "gruppo progetto ordine fattura contratto produto arquivo ficheiro fornecedor loja escola projeto fatura "
     "bedrijf bedrijfs bestand bestands leverancier fabrikant merk winkel afdeling groep bestelling bestel "
     "produktu produkty firmy plik pliku dostawca dostawcy producent producenta marka marki sklep sklepu "
     "szkola szkoly dzial dzialu grupa grupy projektu kategorii zamowienia zamowienie faktura faktury order "
     "orders transaction txn trans purchase shipment booking reservation quote basket wave lot batch run "
     "screen os browser"},
    // Telephone, e-mail.
    {Concept::email, "email emails emailaddress courriel correo eml emailadres emailadresse"},
    {Concept::mail, "mail mails"},
    {Concept::phone,
     "phone phones telephone telephones telefon telefono telefone telefoon telefonu tel tele telno phonenumber "
     "phoneno telephonenumber landline msisdn rufnummer festnetz rufnr telefonnummer telefoonnummer fon fone"},
    {Concept::mobile,
     "komorki mobile mobil mobiel movil celular celulares cellulare cell cellphone cellular handy handynummer "
     "telemovel komorka gsm smartphone mobilfunk"},
    {Concept::portable, "portable"},
    {Concept::fax, "fax telefax faks telecopie telecopieur"},
    {Concept::dial, "caller calling called sms whatsapp viber dialed dialled dialing callback"},
    // Names.
    {Concept::name, "name names nm nom noms nombre nombres nome nomi nomes naam namen nazwa nazwy"},
    {Concept::own_name,
     "nickname nicknames surname surnames lastname firstname forename forenames middlename familyname givenname "
     "fullname nachname "
     "familienname vorname vornamen geburtsname prenom prenoms patronyme apellido apellidos cognome cognomi "
     "sobrenome apelido apelidos voornaam voornamen achternaam roepnaam imie imiona imienia nazwisko nazwiska "
     "familynm lname fname mname rufname zuname patronymic matronymic"},
    {Concept::name_part,
     "real first last middle maiden given family sur fore primer primero segundo paterno materno premier premiere "
     "primeiro ultimo secondo second famille panienskie meisjes married christian baptismal"},
    {Concept::name_form,
     "full complete complet completo completa completos vollstandiger voller volledige vollstandig display "
     "legal preferred pelne chosen whole"},
    // Where somebody lives.
    {Concept::address,
     "addresse address addresses adresse adressen anschrift direccion direcciones indirizzo indirizzi endereco "
     "enderecos adres adresu adresy morada domicilio domicile wohnadresse wohnanschrift lieferanschrift"},
    {Concept::street,
     "rua street streets strasse strassen strassenname straat straatnaam rue calle ulica ulicy logradouro "
     "streetname streetaddress adressstrasse strada viale"},
    {Concept::house,
     "house haus huis domu mieszkania building apartment apt appartement "
     "flat suite lokalu civico piso"},
    {Concept::box, "box"},
    {Concept::locality,
     "city town village municipality county district province region zip zipcode postcode postalcode country "
     "nation continent neighborhood neighbourhood suburb borough area zone plz ort wohnort stadt bundesland "
     "land gemeinde bezirk ville commune pays arrondissement ciudad municipio provincia pais localidad barrio "
     "colonia citta comune paese regione cidade bairro cep uf stad plaats woonplaats gemeente provincie miasto "
     "miejscowosc kraj wojewodztwo powiat gmina geburtsort geburtsland nationality latitude longitude lat lng "
     "lon coordinates geohash timezone tz location loc place metro dma"},
    // Birth.
    {Concept::birth,
     "birth born naissance nacimiento nac nascita nascimento nasc urodzenia urodzin geburt geburts geboorte "
     "geb naiss"},
    {Concept::birthday,
     "anniversaire birthday birthdate birthdt bday bdate geburtsdatum geburtstag gebdat geburtsdat geboortedatum "
     "geboortedag compleanno cumpleanos geburtsd"},
    // Money.
    {Concept::iban, "iban ibans"},
    {Concept::account,
     "rachunku rachunek account accounts acct acc konto konta kontos cuenta cuentas compte comptes conto conti conta "
     "contas "
     "rekening acnt"},
    {Concept::bank,
     "routing swift ach sepa wire bank bancaire bancario bancaria bankowe bankowego bankowy banque banco banca "
     "checking chequing savings "
     "giro corrente corriente courant"},
    {Concept::bank_account,
     "rib clabe bban nuban bankkonto bankrekening rekeningnummer kontonummer kontonr bankverbindung "
     "bankaccount bankrekeningnummer"},
    {Concept::ledger, "gl ledger general coa buchungs sach"},
    {Concept::card,
     "card cards karte karten kaart carte cartes tarjeta tarjetas carta cartao cartoes karta karty tessera"},
    {Concept::credit,
     "cc credit debit kredit credito debito krediet kredytowej kredytowa debetowej visa mastercard amex payment "
     "pay paiement pago pagamento betaal platnicza platniczej cb"},
    {Concept::other_card,
     "gift loyalty sim reward rewards library membership club punch playing geschenk fidelite regalo graphics "
     "sd"},
    {Concept::cvv, "cvv cvc cvv2 cvc2 csc"},
    {Concept::pan, "pan"},
    // Numbers of states.
    {Concept::ssn, "ssn ssns ssnid ssnr"},
    {Concept::social, "social sociale sozial soc previdencia"},
    {Concept::security, "security securite seguridad seguranca sicherheits sec "},
    {Concept::insurance,
     "insurance insur versicherungs versicherung assurance seguro assicurazione verzekering verzekerings "
     "ubezpieczenia rentenversicherungs"},
    {Concept::tax, "tax taxes fiscaal impot podatkowy podatnika belasting"},
    {Concept::company_tax,
     "vat ein fein siret siren cnpj nipc abn acn duns kvk regon krs ust ustid ustidnr ustnr mwst tva iva btw "
     "nip hrb handelsregister"},
    {Concept::national,
     "identifikations identifikation national nationale nacional nazionale nationaal identity identification "
     "identificacion identificacao "
     "identite identita identiteit identitats ident ausweis personalausweis tozsamosci identidad identidade "
     "government govt govtid citizenship dowod dowodu osobistego civil electoral cidadao ciudadania"},
    {Concept::national_id,
     "medicare medicaid mbi hicn medicarenumber tin nino dni cpf bsn pesel hetu ahv oasi personnummer personnr "
     "fodselsnummer cprnr aadhaar aadhar tfn itin "
     "curp cedula rut tckn jumin rrn nir insee niss rijksregisternummer rijksregister burgerservicenummer "
     "codicefiscale steuernummer steuerid steueridnr steuernr steueridentifikationsnummer "
     "sozialversicherungsnummer svnr svnummer rentenversicherungsnummer personalausweisnummer ausweisnummer "
     "ausweisnr sofinummer henkilotunnus nationalid natid socialinsurancenumber cuil nric hkid mykad egn cnp "
     "rodnecislo isikukood teudat pps ppsn sozialversicherungs nif cni"},
    {Concept::maybe_national_id, "ni fin nie sin nin rg rfc cpr oib nhs nis amka "},
    {Concept::passport,
     "passport passports passeport pasaporte passaporto passaporte reisepass reisepassnummer passnummer passnr "
     "paspoort paspoortnummer paszport paszportu reisepassnr"},
    {Concept::driver, "driver drivers driving conduire conducir conducao guida chauffeur"},
    {Concept::license, "license licence licenses licences lic permis licencia licenza permiso carnet"},
    {Concept::dl, "dl dln"},
    // Health and body.
    {Concept::health,
     "health healthcare kranken krankenversicherten krankenkassen zdrowotnego sante salud "
     "salute saude zorg sanitaria"},
    {Concept::medical, "medical clinical"},
    {Concept::record, "dossier record rec"},
    {Concept::health_id,
     "mrn mrns nhsnumber versichertennummer krankenversicherungsnummer krankenversichertennummer kvnr "
     ""},
    {Concept::biometric,
     "biometric biometrics biometrie biometrico dna genome genotype faceprint voiceprint palmprint"},
    {Concept::body_part, "face facial iris retina voice palm finger thumb vein gait"},
    {Concept::template_, "template print scan embedding encoding vector minutiae sequence"},
    // Networks and devices.
    {Concept::ip, "ip ips ipaddr ipaddress ipv4 ipv6 ipadresse"},
    {Concept::remote, "remote forwarded"},
    {Concept::infrastructure,
     "server host node cluster container machine vm instance gateway dns subnet netmask mask network cidr vpc nat "
     "loopback elb loadbalancer router switch dhcp ntp"},
    {Concept::mac, "mac macaddr macaddress"},
    {Concept::radio, "wifi wlan bluetooth bt ble ethernet eth0 lan hardware hw interface"},
    {Concept::device, "device handset devices gerat appareil dispositivo android ios iphone"},
    {Concept::device_id, "imei imeis imsi meid esn idfa gaid aaid idfv udid iccid"},
    {Concept::fingerprint, "fingerprint fingerprints fingerabdruck"},
    {Concept::advertising, "advertising ad ads"},
    {Concept::wallet, "wallet wallets"},
    {Concept::coin,
     "btc bitcoin eth ethereum crypto cryptocurrency litecoin ltc doge dogecoin usdt solana blockchain xmr "
     "monero trx tron"},
    {Concept::technical, "memory contract mem virtual base bus register web http https logical load"},
    // What opens a door.
    {Concept::password,
     "password passwords passwd passwort passworter pwd psw passcode kennwort motdepasse mdp contrasena "
     "contrasenya senha wachtwoord haslo hasla pass pword userpassword userpwd parola"},
    {Concept::secret, "secret secrets"},
    {Concept::secret_word,
     "jwt passphrase credential credentials mnemonic dsn connectionstring connstr privatekey apikey apitoken "
     "secretkey accesstoken refreshtoken authtoken sessiontoken clientsecret bearertoken"},
    {Concept::token, "token tokens"},
    {Concept::key, "key keys schlussel clave chave"},
    {Concept::access,
     "acceso acces accesso zugangs toegangs dostepu access auth authentication authorization authorisation oauth "
     "oauth2 oauth1 refresh session sess api "
     "bearer reset confirmation confirm unlock remember invite invitation signup signin activation "
     "verification reauth sso saml webhook bot deploy registration magic persistence impersonation encryption "
     "decryption encrypt signing signature hmac master shared smtp admin twilio slack github gitlab aws azure "
     "gcp sendgrid mailgun akismet storage ssl tls pgp gpg rsa root csrf xsrf perishable"},
    {Concept::private_, "private priv secreta"},
    {Concept::harmless_key,
     "foreign sort cache surrogate natural composite unique join lookup idempotency object s3 distribution "
     "dist dedup dedupe grouping shortcut hot translation localization i18n publishable"},
    {Concept::harmless_token,
     "page next continuation cursor sync prompt completion input output cached reasoning lemma "
     "checkout stem lexical context used usage"},
    {Concept::salt, "salt salts"},
    {Concept::recovery, "seed recovery otp totp mfa 2fa factor scratch hotp"},
    {Concept::answer, "answer"},
    // Numbers, codes, dates.
    {Concept::number, "number no num nr numero nro numeros nummer numer numeru numerus nbr nmbr nummern"},
    {Concept::code, "code codes codigo codice kod cod"},
    {Concept::id, "id ids uuid guid identifier sid uid pk fk sk nk bk"},
    {Concept::date, "dttm dtm date datum fecha dt dat fec datetime daty"},
    {Concept::date_part,
     "year month jahr annee ano anno jaar rok monat mes mese maand miesiac yr mon quarter week age alter edad "
     "eta idade leeftijd wiek"},
    {Concept::line, "line lines linea ligne zeile linia regel line1 line2 line3"},
    {Concept::predicate,
     "is has have had was were are can could should must may will did does dont not allow allows allowed "
     "accept accepts accepted require requires show hide hidden use uses using enable disable send receive "
     "receives include includes exclude needs want wants same if ist hat est son supports"},
    {Concept::count,
     "total sum avg average max min unread count cnt counts counter anzahl nb cantidad aantal ilosc liczba qtd qtde "
     "quantita quantity qty "
     "quantidade quantite menge distinct"},
    {Concept::negating,
     "at ts timestamp time verified unverified verify confirmed enabled disabled opt optin optout opted rate "
     "ratio score pct percent percentage campaign subject provider domain domains version ver model length len "
     "required optional expiry expires expire expired expiration exp valid validity validated validation "
     "invalid policy policies strength method mode frequency price cost costs amount amt limit "
     "limits quota rank ranking rating priority level levels reason error errors failure failed attempts "
     "attempt retries retry bounce bounced bounces open opens opened click clicks clicked delivered sent "
     "received changed change updated deleted removed blocked locked unlocked unsubscribed subscribed "
     "unsubscribe subscription consent preference preferences settings format formats size sizes width height "
     "weight duration hours minutes seconds days months years carrier operator platform image photo picture "
     "avatar path url uri link href description desc note notes remark remarks comment comments message "
     "messages msg body content header headers footer label book range check match matched matching result "
     "results review response request requests action activity events sessions visit visits call calls revenue "
     "sales share balance fee fees commission interest threshold timeout ttl lifetime visibility visible "
     "editable source origin channel system verifiziert bestatigt versendet gesendet geandert aktiv gultig "
     "anrede bezeichnung bemerkung betrag preis summe umsatz verifie valide envoi envoye montant prix libelle "
     "etat verificado verificada enviado enviada importe precio observaciones descripcion activo "
     "verificato inviato importo prezzo attivo descrizione valor ativo descricao geverifieerd verzonden bedrag "
     "prijs omzet actief zweryfikowany wyslano wyslany kwota cena opis brand issuer funding present support "
     "shares sharing linked connected placeholder notification notifications recommendations sends pool ext "
     "extension mx tld syntax quality risk made tracking restrictions restriction duplicate duplicates "
     "certificate relationship relation function lang language currency gender sex marital ethnicity race "
     "religion salary income wage created"},
    {Concept::sanitised,
     "hash hashed hashes hsh sha sha1 sha2 sha256 sha512 md5 masked redacted tokenized tokenised encrypted "
     "cipher ciphertext last4 bin first6 anonymized anonymised anon pseudonymous pseudonymized pseudonymised "
     "truncated obfuscated scrambled digest hmacsha gehasht maskiert verschlusselt chiffre cifrado cifrada "
     "cifrato synthetic fake crypted bcrypt scrypt argon2 pbkdf2 "},
    {Concept::pin, "pin"},
    {Concept::kind_of,
     "costo costi cout kosten koszt custo duree durata duracion saldo type typ typen types tipo tipos kind art soort "
     "status stat statut stato estado state statusu typu flag "
     "indicator ind category kategorie situacao"},
    {Concept::driver_license,
     "patente patentes cnh rijbewijs rijbewijsnummer fuhrerschein fuhrerscheinnummer fuhrerscheinnr "
     "fuehrerschein fuehrerscheinnummer driverslicense driverlicense"},
    {Concept::fiscal, "fiscal fiscale fiscales steuer tributario contribuinte contribuyente taxpayer"},
    {Concept::initial, "initial initials voorletters"},
});

}  // namespace tollgate::pii_scan
